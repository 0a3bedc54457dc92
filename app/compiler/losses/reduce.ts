import { elementCount, type Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { divide, maximum, multiply } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { allAxes, mean, sum } from '../operators/reduction.ts';

/** Which places of which samples of a batch count. */
export interface Places {
  /** float32 [batch, time], or [batch]: 1 for places that count, 0 for padding and what is ignored. */
  readonly mask?: Value | undefined;
  /**
   * float32 [batch]: 1 for samples that are there, 0 for what fills up the batch; for metrics, how
   * much each sample counts.
   */
  readonly present?: Value | undefined;
}

/** What a mean over the places of a batch is made of. */
export interface Sums {
  /** [1] */
  readonly sum: Value;
  /** [1], or a number where it is the same for every batch. */
  readonly count: Value | number;
}

/**
 * Values of all places that count, each times its sample's weight, added up, and how many places
 * these are: a mean of it is weighted as Keras weighs losses, by the places rather than the weights.
 * @param weights float32 [batch]
 */
export function batchSums(told: Value, places: Places, weights?: Value): Sums {
  const values = weights === undefined ? told : multiply(told, overSamples(weights, told.shape));
  const kept = keptPlaces(values.shape, places);
  if (kept === null) {
    return { sum: reshape(sum(values), [1]), count: elementCount(values.shape) };
  }
  const behind = elementCount(values.shape) / elementCount(kept.shape);
  return {
    sum: reshape(sum(multiply(values, kept)), [1]),
    count: multiply(reshape(sum(kept), [1]), behind),
  };
}

/** Vectors of all places that count, added up: [batch, …, width] → [width]. */
export function vectorSums(vectors: Value, places: Places): Value {
  const { shape } = vectors;
  const kept = keptPlaces(shape.slice(0, -1), places);
  const counted = kept === null ? vectors : multiply(vectors, reshape(kept, [...kept.shape, 1]));
  const axes = shape.slice(0, -1).map((_, axis) => axis);
  return sum(counted, axes);
}

/** The mean, [1], by Keras' `sum_over_batch_size`; 0 where no place counts. */
export function meanOf({ sum, count }: Sums): Value {
  if (typeof count === 'number') return multiply(sum, 1 / count);
  return divide(sum, maximum(count, 1));
}

/** The mean over the places of each sample by itself, [batch]; 0 where none counts. */
export function sampleMeans(values: Value, mask: Value | undefined): Value {
  const axes = allAxes(values).slice(1);
  const kept = maskOver(values.shape, mask);
  if (kept === null) return mean(values, axes);
  const behind = elementCount(values.shape) / elementCount(kept.shape);
  const count = multiply(maximum(sum(kept, axes), 1), behind);
  return divide(sum(multiply(values, kept), axes), count);
}

/**
 * 1 for what counts and 0 for what does not, with as many axes as `shape`, to which it broadcasts;
 * null where everything counts.
 * @param shape [batch, …]
 */
export function keptPlaces(shape: Shape, { mask, present }: Places): Value | null {
  const kept = maskOver(shape, mask);
  if (present === undefined) return kept;
  const samples = overSamples(present, shape);
  return kept === null ? samples : multiply(kept, samples);
}

/** One number a sample, with the axes of values of some shape. */
export function overSamples(samples: Value, shape: Shape): Value {
  return reshape(samples, [samples.shape[0] ?? 1, ...shape.slice(1).fill(1)]);
}

/** The mask with the axes of values of some shape; null where there is none for them. */
function maskOver(shape: Shape, mask: Value | undefined): Value | null {
  if (mask === undefined) return null;
  const { shape: places } = mask;
  if (places.length > 1 && shape[1] !== places[1]) return null;
  return reshape(mask, [...places, ...shape.slice(places.length).fill(1)]);
}
