import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';

/**
 * Axes of a sample, counted from 0 and ascending, for axes as Keras numbers them: the batch is 0, a
 * sample's first axis is 1, the last axis −1.
 * @param rank of the sample, without the batch
 */
export function sampleAxes(axes: readonly number[], rank: number): readonly number[] {
  return axes
    .map((axis) => (axis < 0 ? axis + rank : axis - 1))
    .sort((left, right) => left - right);
}

/** Holds a layer's axes against its input; the batch is none of them. */
export function checkedAxes(
  axes: readonly number[],
  rank: number,
  layerId: LayerId,
  key: string,
): Result<readonly number[]> {
  const found = sampleAxes(axes, rank);
  const fit = found.every((axis) => axis >= 0 && axis < rank);
  if (fit && new Set(found).size === found.length) return ok(found);
  return fail({
    code: 'architecture/config-invalid',
    layerId,
    key,
    value: axes.join(', '),
    expected: `axis of ${rank}`,
  });
}
