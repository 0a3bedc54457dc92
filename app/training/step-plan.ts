import type { TrainedPlan } from '../compiler/compile-training.ts';
import type { RunPlan } from './run-plan.ts';

/** Steps of an epoch; the last batch may be smaller. */
export function stepsPerEpoch(
  { batchSize }: Pick<RunPlan, 'batchSize'>,
  trainRows: number,
): number {
  return Math.ceil(trainRows / batchSize);
}

/** What of a plan decides each step, with how many there will be: schedules may last as long. */
export function stepPlan(plan: RunPlan, trainRows: number): TrainedPlan {
  return { ...plan, plannedSteps: plan.epochs * stepsPerEpoch(plan, trainRows) };
}
