import type { Value } from '../graph.ts';
import type { ConvolutionAttributes } from '../operators/attributes.ts';
import { convolution } from '../operators/convolution.ts';
import { fourSizes, matrixProduct } from '../operators/linear.ts';
import { reshape, transpose } from '../operators/movement.ts';

/** A stretch of an axis, and how many values it is to become. */
export interface Resampling {
  readonly start: number;
  readonly size: number;
  readonly count: number;
}

const ONE_PIXEL: ConvolutionAttributes = {
  strides: [1, 1],
  dilations: [1, 1],
  padding: [0, 0, 0, 0],
  groups: 1,
};

/** Whether all is left as it is. */
const isWhole = (length: number, { size, count }: Resampling): boolean =>
  size === length && count === length;

/**
 * Linear interpolation of a stretch of an axis, as a matrix [length, count]. Values stand at the
 * centres of their cells; beyond the outermost ones of the stretch it goes on unchanged.
 * @source TensorFlow `resize_bilinear` with `half_pixel_centers`, which Keras takes
 */
function interpolation(length: number, { start, size, count }: Resampling): Float64Array {
  const matrix = new Float64Array(length * count);
  for (let column = 0; column < count; column += 1) {
    const place = ((column + 0.5) * size) / count - 0.5;
    const lower = Math.floor(place);
    const share = place - lower;
    const put = (row: number, amount: number) => {
      const at = (start + Math.min(Math.max(row, 0), size - 1)) * count + column;
      matrix[at] = (matrix[at] ?? 0) + amount;
    };
    put(lower, 1 - share);
    put(lower + 1, share);
  }
  return matrix;
}

/** The matrix as a value, in the shape of whoever multiplies with it. */
function interpolationOf(x: Value, length: number, resampling: Resampling): Value {
  const matrix = interpolation(length, resampling);
  return x.graph.constant(matrix, 'float32', [length, resampling.count]);
}

/**
 * Interpolates along the width: each row of each image is a row of one product.
 * @param x [batch, channels, height, width]
 */
export function resampledColumns(x: Value, resampling: Resampling): Value {
  const [batch, channels, height, width] = fourSizes(x);
  if (isWhole(width, resampling)) return x;
  const rows = reshape(x, [batch * channels * height, width]);
  const product = matrixProduct(rows, interpolationOf(x, width, resampling));
  return reshape(product, [batch, channels, height, resampling.count]);
}

/**
 * Interpolates along the height: the rows of an image are the channels of a convolution of one
 * pixel, so that no axes need to change places.
 */
export function resampledRows(x: Value, resampling: Resampling): Value {
  const [batch, channels, height, width] = fourSizes(x);
  if (isWhole(height, resampling)) return x;
  const rows = reshape(x, [batch * channels, height, 1, width]);
  const matrix = transpose(interpolationOf(x, height, resampling), [1, 0]);
  const filter = reshape(matrix, [resampling.count, height, 1, 1]);
  const product = convolution(rows, filter, undefined, ONE_PIXEL);
  return reshape(product, [batch, channels, resampling.count, width]);
}
