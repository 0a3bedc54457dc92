import { elementCount, type Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { axisOrder, type LayerTensor, type Layout, layoutsOf } from './layer-tensor.ts';

/** Tensors of one rank in one order of axes. */
export interface Aligned {
  readonly values: readonly Value[];
  readonly layout: Layout;
}

/**
 * Brings tensors to one order of axes, the one for which the fewest numbers move. Those of smaller
 * rank get axes of size 1 right after the batch, as Keras adds them, so that all broadcast.
 */
export function aligned(tensors: readonly LayerTensor[]): Aligned {
  const rank = Math.max(...tensors.map(({ value }) => value.shape.length));
  const there = layoutsOf(rank).filter((layout) => tensors.some((each) => each.layout === layout));
  const moved = there.map((layout) =>
    tensors.reduce((sum, each) => sum + movedBy(each, layout, rank), 0),
  );
  // Of equally cheap ones the first: what computes in it comes before and behind, as a rule.
  const layout = there[moved.indexOf(Math.min(...moved))] ?? 'channels-last';
  return { layout, values: tensors.map((tensor) => inLayout(tensor, layout, rank)) };
}

/** The axes of a tensor, numbered as in Keras' order at a rank, with sizes; missing ones last. */
function axesAt({ value, layout }: LayerTensor, rank: number) {
  const missing = rank - value.shape.length;
  const own = axisOrder(layout, value.shape.length);
  const axes = own.map((axis) => (axis === 0 ? 0 : axis + missing));
  const shape: Shape = [...value.shape, ...Array<number>(missing).fill(1)];
  return { axes: [...axes, ...Array.from({ length: missing }, (_, at) => at + 1)], shape };
}

/** Numbers that change their place; none where only axes of size 1 do. */
function movedBy(tensor: LayerTensor, layout: Layout, rank: number): number {
  const { axes, shape } = axesAt(tensor, rank);
  const long = axes.filter((_, at) => shape[at] !== 1);
  const after = axisOrder(layout, rank).filter((axis) => long.includes(axis));
  return after.join() === long.join() ? 0 : elementCount(shape);
}

function inLayout(tensor: LayerTensor, layout: Layout, rank: number): Value {
  const { axes, shape } = axesAt(tensor, rank);
  const order = axisOrder(layout, rank).map((axis) => axes.indexOf(axis));
  return transpose(reshape(tensor.value, shape), order);
}
