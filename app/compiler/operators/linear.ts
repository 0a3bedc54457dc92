import { type Shape, sameShape } from '../../shape.ts';
import { only, typeText, type Value } from '../graph.ts';
import type { WindowAttributes } from './attributes.ts';

/**
 * left · right + bias for matrices, each operand optionally given transposed.
 * @param bias one number for each column, [n], for each row, [m, 1], or for each place, [m, n]
 */
export function matrixProduct(
  left: Value,
  right: Value,
  {
    bias,
    transposeLeft = false,
    transposeRight = false,
  }: {
    readonly bias?: Value | undefined;
    readonly transposeLeft?: boolean;
    readonly transposeRight?: boolean;
  } = {},
): Value {
  const [rows, inner] = sides(left, transposeLeft);
  const [innerRight, columns] = sides(right, transposeRight);
  if (inner !== innerRight) {
    throw new Error(`The product of ${typeText(left)} and ${typeText(right)} does not meet`);
  }
  const inputs = bias === undefined ? [left, right] : [left, right, bias];
  const type = { dtype: left.dtype, shape: [rows, columns] };
  if (
    bias !== undefined &&
    ![[columns], [rows, 1], [rows, columns]].some((shape) => sameShape(bias.shape, shape))
  ) {
    throw new Error(`${typeText(bias)} is no bias of ${typeText(type)}`);
  }
  return only(
    left.graph.append('matrixProduct', inputs, { transposeLeft, transposeRight }, [type]),
  );
}

function sides(matrix: Value, transposed: boolean): readonly [number, number] {
  const [rows, columns] = matrix.shape;
  if (rows === undefined || columns === undefined || matrix.shape.length !== 2) {
    throw new Error(`${typeText(matrix)} is not a matrix`);
  }
  return transposed ? [columns, rows] : [rows, columns];
}

/** Number of window positions along one axis; see `WindowAttributes` for padding and dilation. */
export function windowCount(
  size: number,
  window: number,
  stride: number,
  dilation: number,
  padding: number,
): number {
  const count = Math.floor((size + padding - dilation * (window - 1) - 1) / stride) + 1;
  if (count < 1) throw new Error(`A window of ${window} does not fit into ${size}`);
  return count;
}

/** Shape of an image after sliding a window over its last two axes. */
export function windowedShape(
  [batch, , height, width]: readonly [number, number, number, number],
  channels: number,
  window: readonly [number, number],
  { strides, padding, dilations }: WindowAttributes,
): Shape {
  const [top, left, bottom, right] = padding;
  return [
    batch,
    channels,
    windowCount(height, window[0], strides[0], dilations[0], top + bottom),
    windowCount(width, window[1], strides[1], dilations[1], left + right),
  ];
}

/** The four sizes of an image batch or filter. */
export function fourSizes({ shape }: { readonly shape: Shape }): [number, number, number, number] {
  const [a, b, c, d] = shape;
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new Error(`Expected four axes, found [${shape.join(', ')}]`);
  }
  return [a, b, c, d];
}
