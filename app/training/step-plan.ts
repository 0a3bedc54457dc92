import type { TrainedPlan } from '../compiler/compile-training.ts';
import { classWeightsOf } from './class-weights.ts';
import type { RunPlan } from './run-plan.ts';

/** Steps of an epoch; the last batch may be smaller. */
export function stepsPerEpoch(
  { batchSize }: Pick<RunPlan, 'batchSize'>,
  trainRows: number,
): number {
  return Math.ceil(trainRows / batchSize);
}

/** Steps that a run takes if nothing ends it early. */
export function plannedSteps(
  plan: Pick<RunPlan, 'epochs' | 'batchSize'>,
  trainRows: number,
): number {
  return plan.epochs * stepsPerEpoch(plan, trainRows);
}

/**
 * What of a plan decides each step, with how many there will be: schedules may last as long.
 * @param classCounts training rows of each class, which balanced weights follow from
 */
export function stepPlan(
  plan: RunPlan,
  trainRows: number,
  classCounts: readonly number[],
): TrainedPlan {
  return {
    ...plan,
    classWeights: classWeightsOf(plan, classCounts),
    plannedSteps: plannedSteps(plan, trainRows),
  };
}
