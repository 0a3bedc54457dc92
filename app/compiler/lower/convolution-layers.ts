import { convolution } from '../operators/convolution.ts';
import { transpose } from '../operators/movement.ts';
import { activate } from './activations.ts';
import type { LoweringTable } from './lowering.ts';
import { fromImage, imageOf, imageWindow } from './windows.ts';

/** Keras' [height, width, in, out] in the order [out, in, height, width]. */
const FILTER_ORDER = [3, 2, 0, 1];

export const convolutionLayers = {
  Conv2D: ({ config }, input, context) => {
    const x = imageOf(input);
    const { window: _, ...sliding } = imageWindow(x.shape, {
      window: config.kernel_size,
      strides: config.strides,
      dilations: config.dilation_rate,
      padding: config.padding,
    });
    const value = convolution(
      x,
      transpose(context.weight('kernel'), FILTER_ORDER),
      config.use_bias ? context.weight('bias') : undefined,
      { ...sliding, groups: config.groups },
    );
    return activate(fromImage(value, 2), config.activation);
  },
} satisfies Partial<LoweringTable>;
