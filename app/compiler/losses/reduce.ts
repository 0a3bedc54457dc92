import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { divide, maximum, multiply } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { allAxes, mean, sum } from '../operators/reduction.ts';

/**
 * Values of each place of each sample as one number, [1], by Keras' `sum_over_batch_size`: their
 * mean, or that of the places which the mask keeps; 0 where it keeps none.
 * @param values [batch, …]
 * @param mask   float32 [batch, time], the first axes of `values`
 */
export function batchMean(values: Value, mask: Value | undefined): Value {
  const kept = maskOver(values, mask);
  if (kept === null) return reshape(mean(values, allAxes(values)), [1]);
  return reshape(divide(sum(multiply(values, kept)), countOf(sum(kept), values, kept)), [1]);
}

/** The same for each sample by itself, [batch]. */
export function sampleMeans(values: Value, mask: Value | undefined): Value {
  const axes = allAxes(values).slice(1);
  const kept = maskOver(values, mask);
  if (kept === null) return mean(values, axes);
  return divide(sum(multiply(values, kept), axes), countOf(sum(kept, axes), values, kept));
}

/** The mask with the axes of the values; null where there is none for them. */
function maskOver(values: Value, mask: Value | undefined): Value | null {
  const [, time = 0] = mask?.shape ?? [];
  if (mask === undefined || values.shape[1] !== time) return null;
  return reshape(mask, [...mask.shape, ...values.shape.slice(2).fill(1)]);
}

/** Values that a mask keeps: each of its places has several behind it. */
function countOf(places: Value, values: Value, kept: Value): Value {
  const behind = elementCount(values.shape) / elementCount(kept.shape);
  return multiply(maximum(places, 1), behind);
}
