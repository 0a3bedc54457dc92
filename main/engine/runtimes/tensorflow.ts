import type { StepMaker } from '../steps.ts';
import type { Runtime } from './runtime.ts';
import { tensorflowSteps } from './tensorflow/step-maker.ts';
import type { TensorFlow } from './tensorflow/tensorflow-types.ts';

export type TensorflowEngine = 'tensorflow/cpu' | 'tensorflow/gpu';

/** A runtime that trains by itself rather than by graphs. */
export interface SteppingRuntime extends Runtime {
  readonly steps: StepMaker;
}

/**
 * TensorFlow, which trains and validates step by step. Graphs (predictions, evaluations) are left to
 * another runtime, to which a model is the same.
 */
export function tensorflowRuntime(
  tf: TensorFlow,
  engine: TensorflowEngine,
  graphs: Runtime,
  device = graphs.device,
): SteppingRuntime {
  return {
    engine,
    version: `TensorFlow.js ${tf.version.tfjs}`,
    threads: graphs.threads,
    device,
    open: (graph, options) => graphs.open(graph, options),
    steps: tensorflowSteps(tf, engine),
  };
}
