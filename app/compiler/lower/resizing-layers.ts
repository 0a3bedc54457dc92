import type { Border } from '../../field.ts';
import type { Value } from '../graph.ts';
import type { ConvolutionAttributes, Pair } from '../operators/attributes.ts';
import { convolution } from '../operators/convolution.ts';
import { fourSizes, matrixProduct } from '../operators/linear.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { pad } from '../operators/padding.ts';
import { upsample } from '../operators/pooling.ts';
import { axisOrder, type LayerTensor, mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';
import { fromImage, imageOf, planar } from './windows.ts';

const ONE_PIXEL: ConvolutionAttributes = {
  strides: [1, 1],
  dilations: [1, 1],
  padding: [0, 0, 0, 0],
  groups: 1,
};

/** Zeros around the axes between batch and channels, wherever these stand; with sign −1, cut off. */
function bordered(input: LayerTensor, borders: readonly Border[], sign: 1 | -1): LayerTensor {
  const order = axisOrder(input.layout, borders.length + 2);
  const amounts = (end: 0 | 1) => {
    const inKerasOrder = [0, ...borders.map((border) => border[end]), 0];
    return order.map((axis) => sign * (inKerasOrder[axis] ?? 0));
  };
  return mapLayer(input, (x) => pad(x, amounts(0), amounts(1)));
}

/**
 * Linear interpolation of an axis made `factor` times as long, as a matrix [length, length · factor].
 * Values stand at the centres of their cells; beyond the outermost ones the image goes on unchanged.
 * @source TensorFlow `resize_bilinear` with `half_pixel_centers`, which Keras takes
 */
function interpolation(length: number, factor: number): Float64Array {
  const columns = length * factor;
  const matrix = new Float64Array(length * columns);
  for (let column = 0; column < columns; column += 1) {
    const place = (column + 0.5) / factor - 0.5;
    const lower = Math.floor(place);
    const share = place - lower;
    const put = (row: number, amount: number) => {
      const at = Math.min(Math.max(row, 0), length - 1) * columns + column;
      matrix[at] = (matrix[at] ?? 0) + amount;
    };
    put(lower, 1 - share);
    put(lower + 1, share);
  }
  return matrix;
}

/** The matrix as a value, in the shape of whoever multiplies with it. */
function interpolationOf(x: Value, length: number, factor: number): Value {
  const matrix = interpolation(length, factor);
  return x.graph.constant(matrix, 'float32', [length, length * factor]);
}

/** Interpolates along the width: each row of each image is a row of one product. */
function widened(x: Value, factor: number): Value {
  const [batch, channels, height, width] = fourSizes(x);
  if (factor === 1) return x;
  const rows = reshape(x, [batch * channels * height, width]);
  const product = matrixProduct(rows, interpolationOf(x, width, factor));
  return reshape(product, [batch, channels, height, width * factor]);
}

/**
 * Interpolates along the height: the rows of an image are the channels of a convolution of one
 * pixel, so that no axes need to change places.
 */
function heightened(x: Value, factor: number): Value {
  const [batch, channels, height, width] = fourSizes(x);
  if (factor === 1) return x;
  const rows = reshape(x, [batch * channels, height, 1, width]);
  const matrix = transpose(interpolationOf(x, height, factor), [1, 0]);
  const filter = reshape(matrix, [height * factor, height, 1, 1]);
  const product = convolution(rows, filter, undefined, ONE_PIXEL);
  return reshape(product, [batch, channels, height * factor, width]);
}

/** The width last, when there is most to multiply. */
function bilinear(x: Value, [down, right]: Pair): Value {
  return widened(heightened(x, down), right);
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
