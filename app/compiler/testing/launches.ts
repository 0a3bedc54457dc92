import { type DatasetFacts, fitsDataset } from '../../architecture/fits-dataset.ts';
import type { ModelSpec } from '../../architecture/model-spec.ts';
import { fitMetrics } from '../../metrics/fit-metrics.ts';
import { trainingGraph } from '../emit-onnx.ts';
import type { ExecutionPlan } from '../execution-plan.ts';
import type { OnnxGraph } from '../onnx/model.ts';
import { stepsPerIteration } from '../onnx/training-loop.ts';
import type { OptimizerSettings } from '../optimizers/settings.ts';
import { passesFor } from '../passes/pipeline.ts';
import { applyPasses } from '../passes/simplify.ts';
import { buildTrainingStep } from '../training-step.ts';
import type { StepSettings } from './models.ts';

/** Operators that only give what is there another shape or name. */
const FREE = new Set(['Identity', 'Reshape', 'Squeeze', 'Unsqueeze']);

interface CountedStep {
  readonly model: ModelSpec;
  readonly data: DatasetFacts;
  readonly settings: OptimizerSettings & Pick<StepSettings, 'seed' | 'loss' | 'metrics'>;
  readonly batchSize: number;
  readonly execution: ExecutionPlan;
}

/**
 * Nodes that a runtime has to start for one training step, before it fuses any: what a step costs on
 * a device where starting one takes longer than what it computes.
 */
export function launchesPerStep(counted: CountedStep): number {
  const { model, data, settings, batchSize, execution } = counted;
  const fitted = fitsDataset(model, data, settings.loss);
  if (!fitted.ok) throw new Error(fitted.error.code);
  const metrics = fitMetrics(fitted.value, settings.metrics);
  if (!metrics.ok) throw new Error(metrics.error.code);
  const step = buildTrainingStep(fitted.value, data.input, {
    settings,
    batchSize,
    seed: settings.seed,
    metrics: metrics.value,
    drawPool: (_seed, size) => new Float32Array(size),
    provider: execution.provider,
  });
  const graph = applyPasses(step.graph, passesFor(execution));
  const whole = trainingGraph(graph, step.carried, step.measured, execution, false);
  const loop = whole.nodes.find(({ op }) => op === 'Loop');
  const body = loop?.attributes.body;
  if (body?.kind !== 'graph') throw new Error('A call has a loop');
  return launches(body.value) / stepsPerIteration(graph, execution);
}

/** Of a body that is run over and over nobody here knows how often: there must be none. */
function launches({ nodes }: OnnxGraph): number {
  if (nodes.some(({ op }) => op === 'Scan' || op === 'Loop')) throw new Error('A step has a loop');
  return nodes.filter(({ op }) => !FREE.has(op)).length;
}
