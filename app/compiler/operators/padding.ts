import { only, typeText, type Value } from '../graph.ts';

/**
 * Zeros before and after each axis; negative numbers cut off as many values instead.
 * @param before one number for each axis of x; less than the axis is cut off at either end
 */
export function pad(x: Value, before: readonly number[], after: readonly number[]): Value {
  if ([...before, ...after].every((size) => size === 0)) return x;
  const shape = x.shape.map((size, axis) => size + (before[axis] ?? 0) + (after[axis] ?? 0));
  const fits = (ends: readonly number[]) =>
    ends.length === x.shape.length && ends.every((size, axis) => -size < (x.shape[axis] ?? 0));
  if (!fits(before) || !fits(after) || Math.min(...shape) < 1)
    throw new Error(`${typeText(x)} cannot become [${shape.join(', ')}]`);
  return only(x.graph.append('pad', [x], { before, after }, [{ dtype: x.dtype, shape }]));
}
