import type { Value } from '../graph.ts';
import { maxPool } from '../operators/convolution.ts';
import { divide, greater, maximum, select } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { mean, sum } from '../operators/reduction.ts';
import { channelsFirst, type LayerTensor } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';
import { imageOf } from './windows.ts';

/** [batch, channels] as the layer's output, with size 1 on the axes that were pooled if they stay. */
function pooled(value: Value, rank: 1 | 2, keepdims: boolean): LayerTensor {
  if (!keepdims) return { value, layout: 'channels-last' };
  const shape = [...value.shape, ...[1, 1].slice(0, rank)];
  return { value: reshape(value, shape), layout: 'channels-first' };
}

/** One window over the whole image: of several equal values the first has the gradient. */
function largest(input: LayerTensor): Value {
  const x = imageOf(input);
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const whole = maxPool(x, {
    window: [height, width],
    strides: [height, width],
    dilations: [1, 1],
    padding: [0, 0, 0, 0],
  });
  return reshape(whole.largest, [batch, channels]);
}

function average(input: LayerTensor): Value {
  const x = channelsFirst(input);
  return mean(
    x,
    x.shape.map((_, axis) => axis).filter((axis) => axis > 1),
  );
}

/** Over the time steps that are there; 0 where there is none, as Keras' 0 / 0 would end training. */
function maskedAverage(input: LayerTensor, mask: Value): Value {
  const x = channelsFirst(input);
  const [batch = 1, , steps = 1] = x.shape;
  const present = greater(reshape(mask, [batch, 1, steps]), 0);
  const count = maximum(sum(mask, [1], true), 1);
  return divide(sum(select(present, x, 0), [2]), count);
}

export const globalPoolingLayers = {
  GlobalMaxPooling1D: ({ config }, input) => pooled(largest(input), 1, config.keepdims),
  GlobalMaxPooling2D: ({ config }, input) => pooled(largest(input), 2, config.keepdims),
  GlobalAveragePooling1D: ({ config }, input) => {
    const value = input.mask === undefined ? average(input) : maskedAverage(input, input.mask);
    return pooled(value, 1, config.keepdims);
  },
  GlobalAveragePooling2D: ({ config }, input) => pooled(average(input), 2, config.keepdims),
} satisfies Partial<LoweringTable>;
