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
  /** Times that a scan of the step runs its body. */
  readonly scanSteps?: number;
}

/**
 * Nodes that a runtime has to start for one training step, before it fuses any: what a step costs on
 * a device where starting one takes longer than what it computes.
 */
export function launchesPerStep(counted: CountedStep): number {
  const { model, data, settings, batchSize, execution, scanSteps = 1 } = counted;
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
  return launches(body.value, scanSteps) / stepsPerIteration(graph, execution);
}

function launches({ nodes }: OnnxGraph, scanSteps: number): number {
  return nodes.reduce((sum, { op, attributes }) => {
    if (FREE.has(op)) return sum;
    const bodies = Object.values(attributes).flatMap((attribute) =>
      attribute.kind === 'graph' ? [launches(attribute.value, 1)] : [],
    );
    return sum + 1 + (op === 'Scan' ? scanSteps : 1) * Math.max(0, ...bodies);
  }, 0);
}
