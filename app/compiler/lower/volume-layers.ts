import type { LayerConfig } from '../../architecture/catalogue.ts';
import { addedZeros, dilatedSize } from '../../architecture/windows.ts';
import type { Value } from '../graph.ts';
import { convolution } from '../operators/convolution.ts';
import { concatenate, reshape, transpose } from '../operators/movement.ts';
import { pad } from '../operators/padding.ts';
import { activate } from './activations.ts';
import { axisOrder, type LayerTensor } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';
import { imageWindow } from './windows.ts';

type Config = LayerConfig<'Conv3D'>;

/** What a layer takes, as [batch, depth, channels, height, width]: one image for each depth. */
function slicesOf({ value, layout }: LayerTensor): Value {
  const order = axisOrder(layout, 5);
  return transpose(
    value,
    [0, 1, 4, 2, 3].map((axis) => order.indexOf(axis)),
  );
}

/** Zeros before and after the second axis; negative numbers cut off. */
function padDepth(x: Value, before: number, after: number): Value {
  const alone = (amount: number) => x.shape.map((_, axis) => (axis === 1 ? amount : 0));
  return pad(x, alone(before), alone(after));
}

/** Every `stride`th of the images along the second axis, whose size the stride divides. */
function everyStride(x: Value, stride: number): Value {
  if (stride === 1) return x;
  const [batch = 1, depth = 1, ...image] = x.shape;
  const places = (batch * depth) / stride;
  const firsts = padDepth(reshape(x, [places, stride, ...image]), 0, 1 - stride);
  return reshape(firsts, [batch, depth / stride, ...image]);
}

/**
 * The images that the kernel's taps along the depth meet at each of its positions, as channels:
 * [batch, depth, channels, …] → [batch, positions, channels · taps, …], the taps of a channel
 * side by side.
 */
function depthWindows(x: Value, config: Config): Value {
  const { padding } = config;
  const [taps = 1] = config.kernel_size;
  const [stride = 1] = config.strides;
  const [dilation = 1] = config.dilation_rate;
  const [batch = 1, depth = 1, channels = 1, ...image] = x.shape;
  const extent = dilatedSize(taps, dilation);
  const { before, after } = addedZeros(depth, extent, stride, padding);
  const positions = Math.floor((before + depth + after - extent) / stride) + 1;
  // Each tap has a place for every stride, so that its images can be picked by their place.
  const length = positions * stride;
  const whole = padDepth(x, before, extent - 1 + length - before - depth);
  const met = Array.from({ length: taps }, (_, tap) => {
    const run = padDepth(whole, -tap * dilation, (tap + 1 - taps) * dilation);
    return reshape(everyStride(run, stride), [batch, positions, channels, 1, ...image]);
  });
  return reshape(concatenate(met, 3), [batch, positions, channels * taps, ...image]);
}

/** Keras' [depth, height, width, in, out] as the filter [out, in · depth, height, width]. */
function depthFilter(kernel: Value): Value {
  const ordered = transpose(kernel, [4, 3, 0, 1, 2]);
  const [filters = 1, channels = 1, taps = 1, ...window] = ordered.shape;
  return reshape(ordered, [filters, channels * taps, ...window]);
}

export const volumeLayers = {
  /** A convolution of images over height and width, the depth being among the channels. */
  Conv3D: ({ config }, input, context) => {
    const windows = depthWindows(slicesOf(input), config);
    const [batch = 1, positions = 1, ...image] = windows.shape;
    const images = reshape(windows, [batch * positions, ...image]);
    const { window: _, ...sliding } = imageWindow(images.shape, {
      kernel_size: config.kernel_size.slice(1),
      strides: config.strides.slice(1),
      padding: config.padding,
      dilation_rate: config.dilation_rate.slice(1),
    });
    const y = convolution(
      images,
      depthFilter(context.weight('kernel')),
      config.use_bias ? context.weight('bias') : undefined,
      { ...sliding, groups: config.groups },
    );
    const volumes = reshape(y, [batch, positions, ...y.shape.slice(1)]);
    const value = transpose(volumes, [0, 2, 1, 3, 4]);
    return activate({ value, layout: 'channels-first' }, config.activation);
  },
} satisfies Partial<LoweringTable>;
