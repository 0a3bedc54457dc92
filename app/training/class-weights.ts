import type { RunPlan } from './run-plan.ts';

/**
 * The weight of each class in the training loss; null where all count alike.
 * `balanced`: rows / (classes × rows of the class), so that every class counts as much in all.
 * @param counts training rows of each class
 * @source scikit-learn `compute_class_weight`; used as Keras uses `class_weight`
 */
export function classWeightsOf(
  { classWeight }: Pick<RunPlan, 'classWeight'>,
  counts: readonly number[],
): readonly number[] | null {
  if (classWeight !== 'balanced') return classWeight;
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 1 : rows / (counts.length * count)));
}
