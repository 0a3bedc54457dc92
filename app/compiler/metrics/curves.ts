import { AUC_BINS } from '../../metrics/binned-auc.ts';
import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { readOutput } from '../losses/reading.ts';
import { keptPlaces } from '../losses/reduce.ts';
import { add, cast, clip, equal, multiply, relu, subtract } from '../operators/elementwise.ts';
import { concatenate, reshape, scatterAdd, transpose } from '../operators/movement.ts';
import { oneHot } from '../operators/reduction.ts';
import { labelsOf, type Metric, type MetricInputs } from './metric.ts';
import { probabilityOfYes, truthOfYes } from './yes-or-no.ts';

/**
 * How many true and how many false answers fall into each bin of probability, for each class
 * against the rest: [classes × 2 × bins], flat.
 */
const binCounts: Metric = (inputs) => {
  const { probability, truth, curves } = answersOf(inputs);
  const rows = elementCount(probability.shape) / curves;
  const kept = keptPlaces(probability.shape, inputs.places);
  const weight = (counted: Value): Value =>
    reshape(kept === null ? counted : multiply(counted, kept), [rows * curves, 1]);
  const counts = concatenate([weight(truth), weight(subtract(1, truth))], 1);
  const bins = add(
    reshape(binOf(probability), [rows, curves]),
    probability.graph.constant(
      Array.from({ length: curves }, (_, curve) => curve * AUC_BINS),
      'float32',
      [curves],
    ),
  );
  const indices = cast(reshape(bins, [rows * curves]), 'int32');
  const histograms = scatterAdd(counts, indices, [curves * AUC_BINS, 2]);
  const inOrder = transpose(reshape(histograms, [curves, AUC_BINS, 2]), [0, 2, 1]);
  return [reshape(inOrder, [curves * 2 * AUC_BINS])];
};

/** Probabilities of one answer against the rest and where that is true, in one shape. */
function answersOf(inputs: MetricInputs): {
  readonly probability: Value;
  readonly truth: Value;
  readonly curves: number;
} {
  const classes = inputs.prediction.shape.at(-1) ?? 1;
  if (inputs.metric.answers === 'classes' && classes > 2) {
    const truth = oneHot(labelsOf(inputs), classes);
    return { probability: readOutput(inputs), truth, curves: classes };
  }
  const probability = probabilityOfYes(inputs);
  return { probability, truth: truthOfYes(inputs), curves: 1 };
}

/** ⌈199 p⌉ − 1, but 0 for p = 0. */
function binOf(probability: Value): Value {
  const scaled = multiply(clip(probability, 0, 1), AUC_BINS - 1);
  const floor = cast(cast(scaled, 'int32'), 'float32');
  return relu(subtract(floor, cast(equal(scaled, floor), 'float32')));
}

export const curveMetrics = {
  auc: binCounts,
  'auc/pr': binCounts,
} as const satisfies Readonly<Record<string, Metric>>;
