import { binnedAuc, binnedPrecisionRecall } from './binned-auc.ts';
import type { MetricName } from './metric-names.ts';

/** From the sums of a measure to its number; null where the samples leave it undefined. */
export type Finish = (sums: readonly number[]) => number | null;

/** A sum and the count it is divided by. */
const ratio: Finish = ([sum = 0, count = 0]) => (count === 0 ? null : sum / count);

const mapped =
  (compute: (mean: number) => number): Finish =>
  (sums) => {
    const mean = ratio(sums);
    return mean === null ? null : compute(mean);
  };

/** Right ones, all said and all true ones; a ratio of nothing is 0, as in scikit-learn. */
type Ratio = (right: number, said: number, real: number) => number;

const over = (right: number, all: number): number => (all === 0 ? 0 : right / all);
const precision: Ratio = (right, said) => over(right, said);
const recall: Ratio = (right, _said, real) => over(right, real);
const f1: Ratio = (right, said, real) => over(2 * right, said + real);

const counted =
  (compute: Ratio): Finish =>
  ([right = 0, said = 0, real = 0]) =>
    compute(right, said, real);

/** A mean over the classes that occur, among truths or answers. */
const macro =
  (compute: Ratio): Finish =>
  (sums) => {
    const classes = sums.length / 3;
    let total = 0;
    let occurring = 0;
    for (let label = 0; label < classes; label += 1) {
      const [right = 0, said = 0, real = 0] = [0, 1, 2].map((row) => sums[row * classes + label]);
      if (said + real === 0) continue;
      total += compute(right, said, real);
      occurring += 1;
    }
    return occurring === 0 ? null : total / occurring;
  };

/** 1 − squared errors in parts of the variance, a mean over the values that vary. */
const determination: Finish = (sums) => {
  const values = sums.length / 4;
  let total = 0;
  let varying = 0;
  for (let value = 0; value < values; value += 1) {
    const [count = 0, sum = 0, squares = 0, errors = 0] = [0, 1, 2, 3].map(
      (row) => sums[row * values + value],
    );
    const variation = squares - (sum * sum) / count;
    // What is left of equal values is rounding.
    if (!(variation > Math.abs(squares) * 1e-6)) continue;
    total += 1 - errors / variation;
    varying += 1;
  }
  return varying === 0 ? null : total / varying;
};

export const FINISHES: Readonly<Record<MetricName | 'loss', Finish>> = {
  loss: (sums) => ratio(sums) ?? 0,
  accuracy: ratio,
  'accuracy/top-k': ratio,
  precision: counted(precision),
  recall: counted(recall),
  f1: counted(f1),
  'precision/macro': macro(precision),
  'recall/macro': macro(recall),
  'f1/macro': macro(f1),
  auc: binnedAuc,
  'auc/pr': binnedPrecisionRecall,
  perplexity: mapped(Math.exp),
  mse: ratio,
  mae: ratio,
  rmse: mapped(Math.sqrt),
  r2: determination,
  'cosine-similarity': ratio,
};
