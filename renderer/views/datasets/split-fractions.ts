import type { Split } from '../../../app/dataset/dataset.ts';

/**
 * The three fractions from two whole percents; the test split takes the rest.
 * @returns null unless each split gets at least one percent
 */
export function splitFractions(
  trainPercent: number | null,
  valPercent: number | null,
): Readonly<Record<Split, number>> | null {
  if (trainPercent === null || valPercent === null) return null;
  const testPercent = 100 - trainPercent - valPercent;
  if (Math.min(trainPercent, valPercent, testPercent) < 1) return null;
  return { train: trainPercent / 100, val: valPercent / 100, test: testPercent / 100 };
}
