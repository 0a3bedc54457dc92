import { setImmediate } from 'node:timers/promises';
import type { FittedModel } from '../../../../app/architecture/fits-dataset.ts';
import { PRESENT } from '../../../../app/compiler/forward-pass.ts';
import { modelWeights } from '../../../../app/compiler/model-weights.ts';
import type { Result } from '../../../../app/errors.ts';
import type { MeasurePlan } from '../../../../app/metrics/measures.ts';
import { readingOf, readingShape } from '../../../../app/metrics/output-reading.ts';
import { elementCount } from '../../../../app/shape.ts';
import type { RowInputs } from '../../row-source.ts';
import type { InferenceStep, RowsInferred } from '../../steps.ts';
import { usedWeights } from '../../used-weights.ts';
import type { Tensors } from '../runtime.ts';
import { KeptVariables } from './kept-variables.ts';
import { type ModelPass, openPass, type PassOptions, tensorOf } from './model-pass.ts';
import { withinMemory } from './out-of-memory.ts';
import { batchTensors } from './rows.ts';
import type { TensorFlow } from './tensorflow-types.ts';

export function openInferenceStep(
  tf: TensorFlow,
  fitted: FittedModel,
  options: Omit<PassOptions, 'mode' | 'classWeights'>,
): InferenceStep {
  const pass = openPass(tf, fitted, { ...options, classWeights: null, mode: 'inference' });
  return new EagerInferenceStep(tf, pass, fitted, options.batchSize);
}

class EagerInferenceStep implements InferenceStep {
  readonly batchSize: number;
  readonly width: number;
  readonly measures: MeasurePlan;
  readonly source: InferenceStep['source'];
  readonly reading: InferenceStep['reading'];
  readonly #tf: TensorFlow;
  readonly #pass: ModelPass;
  readonly #weights: KeptVariables;

  constructor(tf: TensorFlow, pass: ModelPass, fitted: FittedModel, batchSize: number) {
    const [output] = fitted.outputs;
    this.#tf = tf;
    this.#pass = pass;
    this.batchSize = batchSize;
    this.width = elementCount(readingShape(fitted));
    this.measures = pass.loss.measures;
    this.source = output.source;
    this.reading = readingOf(output);
    const names = modelWeights(fitted).map(({ name }) => name);
    this.#weights = new KeptVariables(tf, names, pass.variables);
  }

  async run(state: Tensors, rows: RowInputs): Promise<Result<RowsInferred>> {
    // As before a training step's call.
    await setImmediate();
    return withinMemory(() => this.#run(state, rows));
  }

  #run(state: Tensors, rows: RowInputs): RowsInferred {
    const count = rows.indices.length;
    this.#weights.enter(usedWeights(state));
    const made = this.#tf.tidy(() => {
      const present = new Float32Array(this.batchSize).fill(1, 0, count);
      const batch = new Map(batchTensors(this.#tf, rows, 0, count, this.batchSize));
      batch.set(PRESENT, this.#tf.tensor1d(present));
      const results = this.#pass.run(batch);
      return ['output', 'losses', 'measures'].map((name) => tensorOf(results, name));
    });
    const [outputs, losses, measures] = made.map((tensor) => tensor.dataSync<'float32'>());
    this.#tf.dispose(made);
    if (outputs === undefined || losses === undefined || measures === undefined) {
      throw new Error('A forward pass gives all three');
    }
    return {
      outputs: outputs.subarray(0, count * this.width),
      losses: losses.subarray(0, count),
      measures,
    };
  }

  async close(): Promise<void> {
    this.#pass.dispose();
  }
}
