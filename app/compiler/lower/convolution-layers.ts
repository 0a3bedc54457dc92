import { convolution } from '../operators/convolution.ts';
import { transpose } from '../operators/movement.ts';
import { activate } from './activations.ts';
import { channelsFirst } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';
import { windowPadding } from './windows.ts';

/** Keras' [height, width, in, out] in the order [out, in, height, width]. */
const FILTER_ORDER = [3, 2, 0, 1];

export const convolutionLayers = {
  Conv2D: ({ config }, input, context) => {
    const x = channelsFirst(input);
    const { kernel_size: window, strides, dilation_rate: dilations, groups } = config;
    const value = convolution(
      x,
      transpose(context.weight('kernel'), FILTER_ORDER),
      config.use_bias ? context.weight('bias') : undefined,
      {
        strides,
        dilations,
        groups,
        padding: windowPadding(config.padding, x.shape, window, strides, dilations),
      },
    );
    return activate({ value, layout: 'channels-first' }, config.activation);
  },
} satisfies Partial<LoweringTable>;
