import { addedZeros, dilatedSize, type Padding } from '../../architecture/windows.ts';
import type { Value } from '../graph.ts';
import type { Pair, PoolingAttributes } from '../operators/attributes.ts';
import { reshape } from '../operators/movement.ts';
import { channelsFirst, type LayerTensor } from './layer-tensor.ts';

/** Sizes along an image's two axes; those of a sequence, with its one axis, along the width. */
export function planar([first = 1, second]: readonly number[]): Pair {
  return second === undefined ? [1, first] : [first, second];
}

/** What a layer takes as [batch, channels, height, width]: a sequence is an image of height 1. */
export function imageOf(input: LayerTensor): Value {
  const x = channelsFirst(input);
  const [batch = 1, channels = 1, ...sizes] = x.shape;
  return reshape(x, [batch, channels, ...planar(sizes)]);
}

/** The layer's output from such an image: of `rank` 1 it is a sequence again. */
export function fromImage(image: Value, rank: number): LayerTensor {
  const [batch = 1, channels = 1, ...sizes] = image.shape;
  return {
    value: rank === 1 ? reshape(image, [batch, channels, ...sizes.slice(1)]) : image,
    layout: 'channels-first',
  };
}

/** How a layer's window slides, by Keras' names and with one number for each of its axes. */
export interface LayerWindow {
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  /** 1 where left out. */
  readonly dilation_rate?: readonly number[];
}

/** The window over an image [batch, channels, height, width], with the zeros that it needs around. */
export function imageWindow(
  [, , height = 1, width = 1]: readonly number[],
  layer: LayerWindow,
): PoolingAttributes {
  const window = planar(layer.kernel_size);
  const strides = planar(layer.strides);
  const dilations = planar(layer.dilation_rate ?? [1, 1]);
  const added = (length: number, axis: 0 | 1) =>
    addedZeros(length, dilatedSize(window[axis], dilations[axis]), strides[axis], layer.padding);
  const rows = added(height, 0);
  const columns = added(width, 1);
  return {
    window,
    strides,
    dilations,
    padding: [rows.before, columns.before, rows.after, columns.after],
  };
}
