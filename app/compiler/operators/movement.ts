import { elementCount, type Shape, sameShape } from '../../shape.ts';
import { only, typeText, type Value } from '../graph.ts';

/** Same values in the same order under another shape. */
export function reshape(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  if (elementCount(shape) !== elementCount(x.shape)) {
    throw new Error(`${typeText(x)} cannot take the shape [${shape.join(', ')}]`);
  }
  return only(x.graph.append('reshape', [x], {}, [{ dtype: x.dtype, shape }]));
}

/** Output axis i is input axis `axes[i]`; becomes a reshape where only axes of size 1 move. */
export function transpose(x: Value, axes: readonly number[]): Value {
  const shape = axes.map((axis) => {
    const size = x.shape[axis];
    if (size === undefined) throw new Error(`${typeText(x)} has no axis ${axis}`);
    return size;
  });
  if (axes.length !== x.shape.length || new Set(axes).size !== axes.length) {
    throw new Error(`[${axes.join(', ')}] does not order the axes of ${typeText(x)}`);
  }
  const long = axes.filter((axis) => x.shape[axis] !== 1);
  const inOrder = long.every((axis, at) => at === 0 || axis > (long[at - 1] ?? -1));
  if (inOrder) return reshape(x, shape);
  return only(x.graph.append('transpose', [x], { axes }, [{ dtype: x.dtype, shape }]));
}

/** The order that undoes `axes`. */
export function inverseOrder(axes: readonly number[]): readonly number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}

/** Repeats axes of size 1 up to `shape`. */
export function broadcast(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  return only(x.graph.append('broadcast', [x], {}, [{ dtype: x.dtype, shape }]));
}
