import { type Measure, type RowWeights, weightedMean } from './measure.ts';
import { rankingAuc, rankRows } from './ranking.ts';
import { predictedLabels, type ScoredClasses } from './scored-classes.ts';

/** From this many classes on, being among the first three says something. */
const TOP_K_FROM_CLASSES = 5;
const TOP_K = 3;

/** Probabilities below this count as this: float32 softmax rounds small ones to zero. */
const SMALLEST_PROBABILITY = 1e-7;

/** `counts[actual × classes + predicted]`, so that it is one array in the loops over resamples. */
type FlatCounts = Float64Array;

/**
 * `accuracy`, `precision/macro`, `recall/macro`, `f1/macro`, `accuracy/top-3` (from five classes on), `auc` (one class
 * against the rest, mean over classes) and `log-loss`.
 */
export function classificationMeasure(scored: ScoredClasses): Measure {
  const { labels, classes } = scored;
  const predicted = predictedLabels(scored);
  const logLosses = rowLogLosses(scored);
  const amongTop = classes >= TOP_K_FROM_CLASSES ? rowsAmongTop(scored, TOP_K) : null;
  // With two classes, both rankings are the same one, read from either end.
  const ranked = classes === 2 ? [1] : Array.from({ length: classes }, (_, label) => label);
  const rankings = ranked.map((label) => rankRows(scored, label));
  return (weights) => {
    const areas = rankings
      .map((ranking) => rankingAuc(ranking, weights))
      .filter((area) => area !== null);
    return {
      ...confusionMetrics(countConfusion(labels, predicted, classes, weights), classes),
      ...(amongTop === null ? {} : { [`accuracy/top-${TOP_K}`]: weightedMean(amongTop, weights) }),
      ...(areas.length === 0 ? {} : { auc: sum(areas) / areas.length }),
      'log-loss': weightedMean(logLosses, weights),
    };
  };
}

/** How often each class was taken for each. */
export function countConfusion(
  actual: Int32Array,
  predicted: Int32Array,
  classes: number,
  weights: RowWeights,
): FlatCounts {
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < actual.length; row++) {
    const cell = (actual[row] ?? 0) * classes + (predicted[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + (weights[row] ?? 0);
  }
  return counts;
}

/**
 * Accuracy and macro means over the classes that occur, among truths or predictions. A ratio of nothing is 0, as in
 * scikit-learn.
 */
export function confusionMetrics(
  counts: FlatCounts,
  classes: number,
): Readonly<Record<'accuracy' | 'precision/macro' | 'recall/macro' | 'f1/macro', number>> {
  const actual = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const hits = new Float64Array(classes);
  for (const [cell, count] of counts.entries()) {
    const row = Math.floor(cell / classes);
    const column = cell % classes;
    actual[row] = (actual[row] ?? 0) + count;
    predicted[column] = (predicted[column] ?? 0) + count;
    if (row === column) hits[row] = count;
  }
  const ratios = (denominator: (label: number) => number) =>
    hits.map((hit, label) => (denominator(label) === 0 ? 0 : hit / denominator(label)));
  const predictedOf = (label: number) => predicted[label] ?? 0;
  const actualOf = (label: number) => actual[label] ?? 0;
  const bothOf = (label: number) => (predictedOf(label) + actualOf(label)) / 2;
  const occurring = hits.filter((_, label) => bothOf(label) > 0).length;
  return {
    accuracy: sum(hits) / sum(actual),
    'precision/macro': sum(ratios(predictedOf)) / occurring,
    'recall/macro': sum(ratios(actualOf)) / occurring,
    // The harmonic mean of precision and recall is hits over the mean of the two counts.
    'f1/macro': sum(ratios(bothOf)) / occurring,
  };
}

/** 1 for each row whose true class is among the k most probable, else 0; of equals the first class wins. */
export function rowsAmongTop(
  { probabilities, labels, classes }: ScoredClasses,
  k: number,
): Float64Array {
  return Float64Array.from(labels, (label, row) => {
    const all = probabilities.subarray(row * classes, (row + 1) * classes);
    const own = all[label] ?? 0;
    const ahead = all.filter((value, other) => value > own || (value === own && other < label));
    return ahead.length < k ? 1 : 0;
  });
}

/** Negative natural logarithm of the true class' probability, row by row. */
export function rowLogLosses({ probabilities, labels, classes }: ScoredClasses): Float64Array {
  return Float64Array.from(labels, (label, row) => {
    const probability = probabilities[row * classes + label] ?? 0;
    return -Math.log(Math.max(SMALLEST_PROBABILITY, probability));
  });
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index] ?? 0;
  return total;
}
