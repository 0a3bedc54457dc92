import type { Border } from '../../field.ts';
import type { Value } from '../graph.ts';
import type { Pair } from '../operators/attributes.ts';
import { fourSizes } from '../operators/linear.ts';
import { pad } from '../operators/padding.ts';
import { upsample } from '../operators/pooling.ts';
import { axisOrder, type LayerTensor, mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';
import { resampledColumns, resampledRows } from './resampling.ts';
import { fromImage, imageOf, planar } from './windows.ts';

/** Zeros around the axes between batch and channels, wherever these stand; with sign −1, cut off. */
function bordered(input: LayerTensor, borders: readonly Border[], sign: 1 | -1): LayerTensor {
  const order = axisOrder(input.layout, borders.length + 2);
  const amounts = (end: 0 | 1) => {
    const inKerasOrder = [0, ...borders.map((border) => border[end]), 0];
    return order.map((axis) => sign * (inKerasOrder[axis] ?? 0));
  };
  return mapLayer(input, (x) => pad(x, amounts(0), amounts(1)));
}

/** The width last, when there is most to multiply. */
function bilinear(x: Value, [down, right]: Pair): Value {
  const [, , height, width] = fourSizes(x);
  const whole = (size: number, factor: number) => ({ start: 0, size, count: size * factor });
  return resampledColumns(resampledRows(x, whole(height, down)), whole(width, right));
}

export const resizingLayers = {
  ZeroPadding1D: ({ config }, input) => bordered(input, [config.padding], 1),
  ZeroPadding2D: ({ config }, input) => bordered(input, config.padding, 1),
  Cropping1D: ({ config }, input) => bordered(input, [config.cropping], -1),
  Cropping2D: ({ config }, input) => bordered(input, config.cropping, -1),
  UpSampling1D: ({ config }, input) => fromImage(upsample(imageOf(input), [1, config.size]), 1),
  UpSampling2D: ({ config }, input) => {
    const enlarge = config.interpolation === 'nearest' ? upsample : bilinear;
    return fromImage(enlarge(imageOf(input), planar(config.size)), 2);
  },
} satisfies Partial<LoweringTable>;
