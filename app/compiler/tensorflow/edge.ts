import type { Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import type { DType } from '../operators/vocabulary.ts';

/**
 * A value as a node of TensorFlow gives it, whose axes may lie in another order there: TensorFlow's
 * images have their channels last, ours behind the batch. So no image is turned but at the edges.
 */
export interface Edge {
  /** `node` or `node:1` */
  readonly name: string;
  readonly dtype: DType;
  /** Of the value, not of what the node gives. */
  readonly shape: Shape;
  /** Axis i of what the node gives is axis `order[i]` of the value. */
  readonly order: readonly number[];
}

export const axesOf = ({ length }: Shape): readonly number[] =>
  Array.from({ length }, (_, axis) => axis);

/** Something of a value's own type, its axes in this order. */
export const edgeOf = (name: string, { dtype, shape }: Value, order = axesOf(shape)): Edge => ({
  name,
  dtype,
  shape,
  order,
});

/** Whether axes lie as they are counted. */
export const isPlain = ({ order }: Edge): boolean => order.every((axis, place) => axis === place);

/** The same numbers under other axes: axis i is axis `axes[i]` of what there was. */
export function turned({ name, dtype, shape, order }: Edge, axes: readonly number[]): Edge {
  return {
    name,
    dtype,
    shape: axes.map((axis) => shape[axis] ?? 1),
    order: order.map((axis) => axes.indexOf(axis)),
  };
}

/** Values along the axes as the node gives them: of shapes, axes' amounts and the like. */
export const lying = <T>(order: readonly number[], values: readonly T[]): T[] =>
  order.flatMap((axis) => {
    const value = values[axis];
    return value === undefined ? [] : [value];
  });
