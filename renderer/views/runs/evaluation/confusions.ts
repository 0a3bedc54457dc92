import type { ConfusionMatrix } from '../../../../app/metrics/evaluation.ts';

/** One cell of a confusion matrix. */
export interface ConfusionCell {
  readonly actual: string;
  readonly predicted: string;
  readonly count: number;
}

/** Classes taken for others, the most frequent first. */
export function confusedPairs({ classes, counts }: ConfusionMatrix): readonly ConfusionCell[] {
  const cells = counts.flatMap((row, actual) =>
    row.flatMap((count, predicted) =>
      count === 0 || actual === predicted
        ? []
        : [{ actual: classes[actual] ?? '', predicted: classes[predicted] ?? '', count }],
    ),
  );
  return cells.sort((left, right) => right.count - left.count);
}
