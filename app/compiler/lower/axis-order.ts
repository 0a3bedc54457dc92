import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { axisOrder, type LayerTensor, layoutsOf } from './layer-tensor.ts';

/** A tensor's value with Keras' axes, the batch being 0, in the given order. */
export function inOrder({ value, layout }: LayerTensor, order: readonly number[]): Value {
  const now = axisOrder(layout, value.shape.length);
  return transpose(
    value,
    order.map((axis) => now.indexOf(axis)),
  );
}

/** A value whose places hold Keras' axes in the given order: in that layout, if it is one. */
export function fromOrder(value: Value, order: readonly number[]): LayerTensor {
  const rank = order.length;
  const same = layoutsOf(rank).find((layout) => axisOrder(layout, rank).join() === order.join());
  if (same !== undefined) return { value, layout: same };
  const back = order.map((_, axis) => order.indexOf(axis));
  return { value: transpose(value, back), layout: 'channels-last' };
}

/**
 * Computes with a tensor as a matrix: all that stands along some axes is one row, all others count
 * the rows.
 * @param axes    of a sample, counted from 0, ascending
 * @param compute from [rows, n] to the same shape
 */
export function byRows(
  tensor: LayerTensor,
  axes: readonly number[],
  compute: (rows: Value) => Value,
): LayerTensor {
  const along = axes.map((axis) => axis + 1);
  const now = axisOrder(tensor.layout, tensor.value.shape.length);
  const order = [...now.filter((axis) => !along.includes(axis)), ...along];
  const ordered = inOrder(tensor, order);
  const width = elementCount(ordered.shape.slice(-along.length));
  const rows = reshape(ordered, [elementCount(ordered.shape) / width, width]);
  return fromOrder(reshape(compute(rows), ordered.shape), order);
}
