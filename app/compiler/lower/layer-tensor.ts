import type { Value } from '../graph.ts';
import { transpose } from '../operators/movement.ts';

/**
 * Where the channel axis of `[batch, …]` stands: last, as in Keras, or right after the batch, as
 * convolutions compute. Tensors of two axes are both at once and count as `channels-last`.
 */
export type Layout = 'channels-last' | 'channels-first';

/**
 * What flows between layers. Users see channels last; inside, a tensor keeps the order of axes
 * that made it until a layer needs another, so that images are reordered as rarely as can be.
 */
export interface LayerTensor {
  readonly value: Value;
  readonly layout: Layout;
}

/** The value in Keras' order of axes. */
export function channelsLast({ value, layout }: LayerTensor): Value {
  if (layout === 'channels-last') return value;
  const axes = value.shape.map((_, axis) => axis);
  return transpose(value, [0, ...axes.slice(2), 1]);
}

/** The value with its channels right after the batch. */
export function channelsFirst({ value, layout }: LayerTensor): Value {
  if (layout === 'channels-first') return value;
  const axes = value.shape.map((_, axis) => axis);
  return transpose(value, [0, axes.length - 1, ...axes.slice(1, -1)]);
}

/** The same layout around a value computed element by element. */
export function mapLayer(tensor: LayerTensor, compute: (value: Value) => Value): LayerTensor {
  return { ...tensor, value: compute(tensor.value) };
}

/** The channel axis of the value as it is laid out. */
export function channelAxis({ value, layout }: LayerTensor): number {
  return layout === 'channels-first' ? 1 : value.shape.length - 1;
}
