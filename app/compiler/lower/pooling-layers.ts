import { maxPool } from '../operators/convolution.ts';
import type { Pair } from '../operators/vocabulary.ts';
import { channelsFirst } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';
import { windowPadding } from './windows.ts';

const UNDILATED: Pair = [1, 1];

export const poolingLayers = {
  MaxPooling2D: ({ config }, input) => {
    const x = channelsFirst(input);
    const window = config.pool_size;
    const strides = config.strides ?? window;
    const { largest } = maxPool(x, {
      window,
      strides,
      dilations: UNDILATED,
      padding: windowPadding(config.padding, x.shape, window, strides, UNDILATED),
    });
    return { value: largest, layout: 'channels-first' };
  },
} satisfies Partial<LoweringTable>;
