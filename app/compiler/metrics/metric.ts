import type { FittedMetric } from '../../metrics/fit-metrics.ts';
import type { Value } from '../graph.ts';
import type { Compared } from '../losses/compare.ts';
import { batchSums, type Places, type Sums } from '../losses/reduce.ts';
import { cast } from '../operators/elementwise.ts';
import { argMax } from '../operators/reduction.ts';

/** What a metric is worked out from. */
export interface MetricInputs extends Compared {
  readonly metric: FittedMetric;
  readonly places: Places;
}

/** A batch's sums of a metric, as vectors that together are as wide as the metric says. */
export type Metric = (inputs: MetricInputs) => readonly Value[];

/** A metric that is a mean over all places of what each gives, [batch, …]. */
export function meanOver(compute: (inputs: MetricInputs) => Value): Metric {
  return (inputs) => pairOf(batchSums(compute(inputs), inputs.places));
}

/** Sum and count of a mean, [1] each. */
export function pairOf({ sum, count }: Sums): readonly Value[] {
  return [sum, typeof count === 'number' ? sum.graph.constant([count], 'float32', [1]) : count];
}

/**
 * Scores that rank as an output's shares do: what went into its softmax, so that training need not
 * compute that for a metric alone.
 */
export function scoresOf(prediction: Value): Value {
  const [before] = prediction.node.inputs;
  return prediction.node.op === 'softmax' && before !== undefined ? before : prediction;
}

/** The right class of each place, int32 [batch, …]. */
export function labelsOf({ metric, target }: MetricInputs): Value {
  return metric.answers === 'shares' ? argMax(target) : cast(target, 'int32');
}
