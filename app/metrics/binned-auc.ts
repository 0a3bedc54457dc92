/**
 * Thresholds of Keras' `AUC`: 0, 1 and as many in between as make 200. A probability p falls into
 * bin ⌈199 p⌉ − 1, those of 0 into the first: it lies above the thresholds up to its bin's.
 */
export const AUC_BINS = 200;

/** Counts of true and of false answers whose probability lies above each threshold. */
interface Curve {
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
}

/** From counts of each bin, first those of the true answers, then of the false ones. */
function curveOf(counts: readonly number[]): Curve {
  return {
    truePositives: fromTheEnd(counts.slice(0, AUC_BINS)),
    falsePositives: fromTheEnd(counts.slice(AUC_BINS, 2 * AUC_BINS)),
  };
}

function fromTheEnd(counts: readonly number[]): readonly number[] {
  const sums = [...counts];
  for (let bin = sums.length - 2; bin >= 0; bin -= 1) {
    sums[bin] = (sums[bin] ?? 0) + (sums[bin + 1] ?? 0);
  }
  return sums;
}

/**
 * Area under the ROC curve by trapezoids between thresholds; null without true or without false
 * answers.
 * @source Keras 3 `metrics.AUC`, curve ROC, summation `interpolation`
 */
function rocArea({ truePositives, falsePositives }: Curve): number | null {
  const [all = 0] = truePositives;
  const [none = 0] = falsePositives;
  if (all === 0 || none === 0) return null;
  let area = 0;
  for (let at = 0; at + 1 < AUC_BINS; at += 1) {
    const [left = 0, right = 0] = truePositives.slice(at, at + 2);
    const [far = 0, near = 0] = falsePositives.slice(at, at + 2);
    area += ((far - near) / none) * ((left + right) / 2 / all);
  }
  return area;
}

/**
 * Area under the precision-recall curve, interpolated through the counts rather than the ratios;
 * null without true answers.
 * @source Davis & Goadrich 2006, doi:10.1145/1143844.1143874, as in Keras 3 `metrics.AUC`, curve PR
 */
function precisionRecallArea({ truePositives, falsePositives }: Curve): number | null {
  const [all = 0] = truePositives;
  if (all === 0) return null;
  let area = 0;
  for (let at = 0; at + 1 < AUC_BINS; at += 1) {
    const [here = 0, next = 0] = truePositives.slice(at, at + 2);
    const [wrongHere = 0, wrongNext = 0] = falsePositives.slice(at, at + 2);
    const positives = here + wrongHere;
    const fewer = next + wrongNext;
    if (positives === fewer) continue;
    const slope = (here - next) / (positives - fewer);
    const intercept = next - slope * fewer;
    const growth = fewer > 0 ? Math.log(positives / fewer) : 0;
    area += (slope * (here - next + intercept * growth)) / all;
  }
  return area;
}

/** Mean area over the classes that have one; null where none has. */
function meanArea(sums: readonly number[], areaOf: (curve: Curve) => number | null): number | null {
  const areas: number[] = [];
  for (let start = 0; start < sums.length; start += 2 * AUC_BINS) {
    const area = areaOf(curveOf(sums.slice(start, start + 2 * AUC_BINS)));
    if (area !== null) areas.push(area);
  }
  return areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

/** @param sums [classes × 2 × bins]: of each class against the rest, true answers first */
export const binnedAuc = (sums: readonly number[]): number | null => meanArea(sums, rocArea);

export const binnedPrecisionRecall = (sums: readonly number[]): number | null =>
  meanArea(sums, precisionRecallArea);
