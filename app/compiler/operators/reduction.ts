import { type Shape, sameShape } from '../../shape.ts';
import { only, type Value } from '../graph.ts';
import { reshape } from './movement.ts';

function reduce(op: 'sum' | 'mean', x: Value, axes: readonly number[], keepAxes: boolean): Value {
  if (axes.length === 0) return x;
  const shape = keepAxes
    ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : x.shape.filter((_, axis) => !axes.includes(axis));
  return only(x.graph.append(op, [x], { axes, keepAxes }, [{ dtype: x.dtype, shape }]));
}

/** All axes of a value, for reductions to a scalar. */
export const allAxes = (x: Value): readonly number[] => x.shape.map((_, axis) => axis);

export function sum(x: Value, axes: readonly number[] = allAxes(x), keepAxes = false): Value {
  return reduce('sum', x, axes, keepAxes);
}

export function mean(x: Value, axes: readonly number[] = allAxes(x), keepAxes = false): Value {
  return reduce('mean', x, axes, keepAxes);
}

/** Sums a value back to a shape that broadcasts to it: the gradient of broadcasting. */
export function sumToShape(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const added = x.shape.length - shape.length;
  const stretched = allAxes(x).filter(
    (axis) => axis < added || (shape[axis - added] === 1 && x.shape[axis] !== 1),
  );
  return reshape(sum(x, stretched), shape);
}

/** Position of the largest value along the last axis, the first one if several. */
export function argMax(x: Value): Value {
  return only(x.graph.append('argMax', [x], {}, [{ dtype: 'int32', shape: x.shape.slice(0, -1) }]));
}

/** Labels [n] → float32 [n, depth]. */
export function oneHot(labels: Value, depth: number): Value {
  const shape = [...labels.shape, depth];
  return only(labels.graph.append('oneHot', [labels], { depth }, [{ dtype: 'float32', shape }]));
}
