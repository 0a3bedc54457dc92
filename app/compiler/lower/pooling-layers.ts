import { maxPool } from '../operators/convolution.ts';
import type { LoweringTable } from './lowering.ts';
import { fromImage, imageOf, imageWindow } from './windows.ts';

export const poolingLayers = {
  MaxPooling2D: ({ config }, input) => {
    const x = imageOf(input);
    const { largest } = maxPool(
      x,
      imageWindow(x.shape, {
        window: config.pool_size,
        strides: config.strides ?? config.pool_size,
        padding: config.padding,
      }),
    );
    return fromImage(largest, 2);
  },
} satisfies Partial<LoweringTable>;
