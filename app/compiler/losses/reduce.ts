import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { divide, maximum, multiply } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { allAxes, mean, sum } from '../operators/reduction.ts';

/** Which places of which samples of a batch count. */
export interface Places {
  /** float32 [batch, time]: 1 for time steps that are there, 0 for padding. */
  readonly mask?: Value | undefined;
  /** float32 [batch]: 1 for samples that are there, 0 for what fills up the batch. */
  readonly present?: Value | undefined;
}

/** What a mean over the places of a batch is made of. */
export interface Sums {
  /** [1] */
  readonly sum: Value;
  /** [1], or a number where it is the same for every batch. */
  readonly count: Value | number;
}

/** Values of all places that count, added up, and how many places these are. */
export function batchSums(values: Value, places: Places): Sums {
  const kept = placesOver(values, places);
  if (kept === null) {
    return { sum: reshape(sum(values), [1]), count: elementCount(values.shape) };
  }
  const behind = elementCount(values.shape) / elementCount(kept.shape);
  return {
    sum: reshape(sum(multiply(values, kept)), [1]),
    count: multiply(reshape(sum(kept), [1]), behind),
  };
}

/** The mean, [1], by Keras' `sum_over_batch_size`; 0 where no place counts. */
export function meanOf({ sum, count }: Sums): Value {
  if (typeof count === 'number') return multiply(sum, 1 / count);
  return divide(sum, maximum(count, 1));
}

/** The mean over the places of each sample by itself, [batch]; 0 where none counts. */
export function sampleMeans(values: Value, mask: Value | undefined): Value {
  const axes = allAxes(values).slice(1);
  const kept = maskOver(values, mask);
  if (kept === null) return mean(values, axes);
  const behind = elementCount(values.shape) / elementCount(kept.shape);
  const count = multiply(maximum(sum(kept, axes), 1), behind);
  return divide(sum(multiply(values, kept), axes), count);
}

/** 1 for what counts, with as many axes as the values; null where everything does. */
function placesOver(values: Value, { mask, present }: Places): Value | null {
  const kept = maskOver(values, mask);
  if (present === undefined) return kept;
  const samples = reshape(present, [present.shape[0] ?? 1, ...values.shape.slice(1).fill(1)]);
  return kept === null ? samples : multiply(kept, samples);
}

/** The mask with the axes of the values; null where there is none for them. */
function maskOver(values: Value, mask: Value | undefined): Value | null {
  const [, time = 0] = mask?.shape ?? [];
  if (mask === undefined || values.shape[1] !== time) return null;
  return reshape(mask, [...mask.shape, ...values.shape.slice(2).fill(1)]);
}
