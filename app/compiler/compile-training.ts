import type { Augmentation } from '../architecture/augmentation.ts';
import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import type { LossSettings } from '../architecture/losses.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { ok, type Result } from '../errors.ts';
import { fitMetrics } from '../metrics/fit-metrics.ts';
import type { MetricSettings } from '../metrics/metric-names.ts';
import type { CompiledTraining } from './compiled.ts';
import { emitTraining } from './emit-onnx.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { lookedUpTables, mostLookedUpSteps } from './looked-up-tables.ts';
import { NEXT } from './onnx/edges.ts';
import { stepsPerIteration, takesOneStep } from './onnx/training-loop.ts';
import type { OptimizerSettings } from './optimizers/settings.ts';
import { passesFor } from './passes/pipeline.ts';
import { applyPasses } from './passes/simplify.ts';
import { buildTrainingStep, type Precision } from './training-step.ts';

/** The fields of a run plan that decide a step's graph. */
export interface TrainedPlan extends OptimizerSettings {
  readonly seed: number;
  readonly loss: LossSettings;
  readonly metrics: MetricSettings;
  /** What samples go through before they come to the model; nothing where left out. */
  readonly augmentation?: Augmentation | undefined;
  /** How much samples of each class count in the loss; null for alike. */
  readonly classWeights?: readonly number[] | null | undefined;
  readonly precision?: Precision | undefined;
  /** Steps that the whole run means to take: schedules may last as long. */
  readonly plannedSteps?: number | undefined;
}

/**
 * Compiles the whole training step of a model into one ONNX model: see `CompiledTraining`.
 * @param execution which lowerings to write
 * @param mostSteps that a call will run
 * @returns the model's first fault where it is wrong or does not fit the data
 */
export function compileTraining(
  model: ModelSpec,
  plan: TrainedPlan,
  data: DatasetFacts,
  batchSize: number,
  execution: ExecutionPlan = STANDARD_PLAN,
  mostSteps = Number.POSITIVE_INFINITY,
): Result<CompiledTraining> {
  const fitted = fitsDataset(model, data, plan.loss, plan.augmentation);
  if (!fitted.ok) return fitted;
  const metrics = fitMetrics(fitted.value, plan.metrics);
  if (!metrics.ok) return metrics;
  const step = buildTrainingStep(fitted.value, data.input, {
    settings: plan,
    batchSize,
    precision: plan.precision,
    seed: plan.seed,
    metrics: metrics.value,
    classWeights: plan.classWeights,
    plannedSteps: plan.plannedSteps,
    provider: execution.provider,
  });
  const graph = applyPasses(step.graph, passesFor(execution, plan.precision));
  // On a device that runs loops they spare handing the state over, and its memory is its own.
  const isAway = execution.provider !== undefined;
  const isLarge = !isAway && takesOneStep(graph);
  const loopless = mostSteps === 1 || execution.loopless === true || isLarge;
  const together = Math.min(mostSteps, stepsPerIteration(graph, execution));
  const written = (steps: number | null) =>
    emitTraining(graph, step.carried, step.measured, execution, steps);
  const stretch =
    execution.loopless === true && together > 1
      ? { steps: together, bytes: written(together) }
      : null;
  const lookedUp = lookedUpTables(graph, execution);
  const unchanged = step.carried.filter(({ name }) => !graph.outputs.has(name + NEXT));
  return ok({
    bytes: written(loopless ? 1 : null),
    stretch,
    loopless,
    batchSize,
    mostSteps: loopless
      ? (stretch?.steps ?? 1)
      : lookedUp === null
        ? Infinity
        : mostLookedUpSteps(lookedUp),
    lookedUp,
    unchanged: unchanged.flatMap(({ parts }) => parts.map(({ name }) => name)),
    state: step.carried.flatMap(({ parts }) => parts),
    measures: step.measures,
    featureType: step.featureType,
    targetType: step.targetType,
  });
}
