import { at, type Measure, type RowWeights, weightedMean } from './measure.ts';

/** From this many classes on, being among the first three says something. */
const TOP_K_FROM_CLASSES = 5;
const TOP_K = 3;

/** Probabilities below this count as this: float32 softmax rounds small ones to zero. */
const SMALLEST_PROBABILITY = 1e-7;

/** Class probabilities [rows × classes], flat, and the true label of each row. */
export interface ScoredClasses {
  readonly probabilities: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly classes: number;
}

/**
 * `accuracy`, `precision/macro`, `recall/macro`, `f1/macro`, `accuracy/top-3` (from five classes on), `auc` (one class
 * against the rest, mean over classes) and `log-loss`.
 */
export function classificationMeasure(scored: ScoredClasses): Measure {
  const { labels, classes } = scored;
  const predicted = predictedLabels(scored);
  const logLosses = rowLogLosses(scored);
  const amongTop = classes >= TOP_K_FROM_CLASSES ? rowsAmongTop(scored, TOP_K) : null;
  const rankings = Array.from({ length: classes }, (_, label) => rankRows(scored, label));
  return (weights) => {
    const auc = meanAuc(rankings, labels, weights);
    return {
      ...confusionMetrics(countConfusion(labels, predicted, classes, weights)),
      ...(amongTop === null ? {} : { [`accuracy/top-${TOP_K}`]: weightedMean(amongTop, weights) }),
      ...(auc === null ? {} : { auc }),
      'log-loss': weightedMean(logLosses, weights),
    };
  };
}

/** The most probable class of each row; the first of equals. */
export function predictedLabels({ probabilities, labels, classes }: ScoredClasses): Int32Array {
  const predicted = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let label = 1; label < classes; label++) {
      if (at(probabilities, row * classes + label) > at(probabilities, row * classes + best)) {
        best = label;
      }
    }
    predicted[row] = best;
  }
  return predicted;
}

/** `counts[actual][predicted]`. */
export function countConfusion(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  weights: RowWeights,
): readonly (readonly number[])[] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < actual.length; row++) {
    const line = counts[at(actual, row)];
    if (line === undefined) throw new Error(`Label ${at(actual, row)} of ${classes} classes`);
    const column = at(predicted, row);
    line[column] = at(line, column) + at(weights, row);
  }
  return counts;
}

/**
 * Accuracy and macro means over the classes that occur, among truths or predictions. A ratio of nothing is 0, as in
 * scikit-learn.
 */
export function confusionMetrics(
  counts: readonly (readonly number[])[],
): Readonly<Record<'accuracy' | 'precision/macro' | 'recall/macro' | 'f1/macro', number>> {
  let correct = 0;
  let total = 0;
  let occurring = 0;
  let precision = 0;
  let recall = 0;
  let f1 = 0;
  for (const [label, line] of counts.entries()) {
    const hits = at(line, label);
    const actual = line.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, other) => sum + at(other, label), 0);
    correct += hits;
    total += actual;
    if (actual + predicted === 0) continue;
    occurring += 1;
    precision += predicted === 0 ? 0 : hits / predicted;
    recall += actual === 0 ? 0 : hits / actual;
    f1 += (2 * hits) / (actual + predicted);
  }
  return {
    accuracy: correct / total,
    'precision/macro': precision / occurring,
    'recall/macro': recall / occurring,
    'f1/macro': f1 / occurring,
  };
}

/** 1 for each row whose true class is among the k most probable, else 0; of equals the first class wins. */
export function rowsAmongTop(
  { probabilities, labels, classes }: ScoredClasses,
  k: number,
): Uint8Array {
  return Uint8Array.from({ length: labels.length }, (_, row) => {
    const label = at(labels, row);
    const own = at(probabilities, row * classes + label);
    let ahead = 0;
    for (let other = 0; other < classes; other++) {
      const probability = at(probabilities, row * classes + other);
      if (probability > own || (probability === own && other < label)) ahead += 1;
    }
    return ahead < k ? 1 : 0;
  });
}

/** Negative natural logarithm of the true class' probability, row by row. */
export function rowLogLosses({ probabilities, labels, classes }: ScoredClasses): Float64Array {
  return Float64Array.from({ length: labels.length }, (_, row) => {
    const probability = at(probabilities, row * classes + at(labels, row));
    return -Math.log(Math.max(SMALLEST_PROBABILITY, probability));
  });
}

/** Rows of one class' ranking, least probable first, with their scores in that order. */
export interface Ranking {
  readonly label: number;
  readonly rows: Uint32Array;
  readonly scores: Float64Array;
}

/** Ranks all rows by the probability of one class. */
export function rankRows(
  { probabilities, labels, classes }: ScoredClasses,
  label: number,
): Ranking {
  const score = (row: number) => at(probabilities, row * classes + label);
  const rows = Uint32Array.from({ length: labels.length }, (_, row) => row);
  rows.sort((left, right) => score(left) - score(right));
  return { label, rows, scores: Float64Array.from(rows, score) };
}

/**
 * Area under the ROC curve of one class against the rest: the probability that a row of the class ranks above one of
 * the rest, ties counting half. Null where one of the two sides has no row.
 * @source Hanley & McNeil 1982, Radiology 143(1), doi:10.1148/radiology.143.1.7063747
 */
export function rankingAuc(
  { label, rows, scores }: Ranking,
  labels: ArrayLike<number>,
  weights: RowWeights,
): number | null {
  let wins = 0;
  let positives = 0;
  let negatives = 0;
  for (let start = 0; start < rows.length; ) {
    let tiedPositives = 0;
    let tiedNegatives = 0;
    let place = start;
    for (; place < rows.length && at(scores, place) === at(scores, start); place++) {
      const row = at(rows, place);
      if (at(labels, row) === label) tiedPositives += at(weights, row);
      else tiedNegatives += at(weights, row);
    }
    wins += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    start = place;
  }
  return positives === 0 || negatives === 0 ? null : wins / (positives * negatives);
}

function meanAuc(
  rankings: readonly Ranking[],
  labels: ArrayLike<number>,
  weights: RowWeights,
): number | null {
  const areas = rankings
    .map((ranking) => rankingAuc(ranking, labels, weights))
    .filter((area) => area !== null);
  return areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) / areas.length;
}
