import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { cosine } from '../losses/distance.ts';
import { denseTarget, lastAxis } from '../losses/loss.ts';
import { keptPlaces } from '../losses/reduce.ts';
import { absolute, multiply, square, subtract } from '../operators/elementwise.ts';
import { broadcast, reshape } from '../operators/movement.ts';
import { mean, sum } from '../operators/reduction.ts';
import { type Metric, type MetricInputs, meanOver } from './metric.ts';

const errorOf = ({ prediction, target }: MetricInputs): Value =>
  subtract(prediction, denseTarget(prediction, target));

const meanSquare = meanOver((inputs) => {
  const squares = square(errorOf(inputs));
  return mean(squares, lastAxis(squares));
});

const meanSize = meanOver((inputs) => {
  const sizes = absolute(errorOf(inputs));
  return mean(sizes, lastAxis(sizes));
});

/** For each value of a sample: how often it counts, and its truths, their squares and the squared errors added up. */
const variations: Metric = (inputs) => {
  const { prediction, target, places } = inputs;
  const truth = denseTarget(prediction, target);
  const [batch = 1] = truth.shape;
  const values = elementCount(truth.shape) / batch;
  const kept = keptPlaces(truth.shape, places);
  const ones = broadcast(truth.graph.constant([1], 'float32', []), truth.shape);
  return [ones, truth, square(truth), square(errorOf(inputs))].map((each) => {
    const counted = kept === null ? each : multiply(each, kept);
    return sum(reshape(counted, [batch, values]), [0]);
  });
};

export const errorMetrics = {
  mse: meanSquare,
  mae: meanSize,
  rmse: meanSquare,
  r2: variations,
  'cosine-similarity': meanOver(({ prediction, target }) => cosine(prediction, target)),
} as const satisfies Readonly<Record<string, Metric>>;
