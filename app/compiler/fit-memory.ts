import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { fail, ok, type Result } from '../errors.ts';
import { fitMetrics } from '../metrics/fit-metrics.ts';
import type { TrainedPlan } from './compile-training.ts';
import { type ModelCost, trainingBytes } from './cost.ts';
import type { ExecutionPlan } from './execution-plan.ts';
import { passesFor } from './passes/pipeline.ts';
import { applyPasses } from './passes/simplify.ts';
import { peakTemporaryBytes } from './peak-memory.ts';
import { buildTrainingStep } from './training-step.ts';

/** What is to be trained, and what there is for it. */
export interface MemoryNeed {
  readonly model: ModelSpec;
  readonly plan: TrainedPlan & { readonly batchSize: number };
  readonly data: DatasetFacts;
  readonly cost: ModelCost;
  /** What the data takes while it is trained on. */
  readonly residentBytes: number;
  readonly availableBytes: number;
}

/**
 * The execution plan with which training fits in memory: as it is, or computing cheap values again.
 * Asked before anything is allocated, since a machine that runs out ends whatever process it likes.
 * @returns `engine/memory-short` where even that does not fit; the model's first fault where it is wrong
 */
export function fitMemory(need: MemoryNeed, execution: ExecutionPlan): Result<ExecutionPlan> {
  const { cost, residentBytes, availableBytes } = need;
  const others = trainingBytes(cost) - cost.activationBytes + residentBytes;
  if (execution.recomputeAbove === undefined && others + cost.activationBytes <= availableBytes) {
    return ok(execution);
  }
  const recomputeAbove = availableBytes - others;
  const plans = [execution, { ...execution, recomputeAbove }].filter(
    (plan) => plan.recomputeAbove !== undefined && plan.recomputeAbove > 0,
  );
  let leastBytes = cost.activationBytes;
  for (const plan of plans) {
    const bytes = intermediateBytes(need, plan);
    if (!bytes.ok) return bytes;
    leastBytes = Math.min(leastBytes, bytes.value);
    if (others + bytes.value <= availableBytes) return ok(plan);
  }
  return fail({
    code: 'engine/memory-short',
    neededBytes: others + leastBytes,
    availableBytes,
  });
}

/** What a step's intermediate values take at most, written by a plan. */
function intermediateBytes(
  { model, plan, data }: MemoryNeed,
  execution: ExecutionPlan,
): Result<number> {
  const fitted = fitsDataset(model, data, plan.loss, plan.augmentation);
  if (!fitted.ok) return fitted;
  const metrics = fitMetrics(fitted.value, plan.metrics);
  if (!metrics.ok) return metrics;
  const step = buildTrainingStep(fitted.value, data.input, {
    settings: plan,
    batchSize: plan.batchSize,
    precision: plan.precision,
    seed: plan.seed,
    metrics: metrics.value,
    classWeights: plan.classWeights,
    plannedSteps: plan.plannedSteps,
    drawPool: (_seed, size) => new Float32Array(size),
  });
  return ok(peakTemporaryBytes(applyPasses(step.graph, passesFor(execution, plan.precision))));
}
