import { elementCount, type Shape } from '../../shape.ts';
import { type Blocking, only, type TensorType, typeText, type Value } from '../graph.ts';
import type { ConvolutionAttributes, PieceOrder, PoolingAttributes } from './attributes.ts';
import type { FusedAttributes } from './blocked-vocabulary.ts';
import { fourSizes, windowedShape } from './linear.ts';
import { inverseOrder } from './movement.ts';
import { allAxes } from './reduction.ts';

/** How an image [n, c, h, w] lies in blocks of channels. */
export const imageBlocking = (size: Blocking['size']): Blocking => ({ size, axes: [1] });

/** Whether a blocked value is an image rather than a filter. */
export const isImage = ({ axes }: Blocking): boolean => axes.length === 1 && axes[0] === 1;

/** What a blocked operator adds to its result before it writes it down, and what it does then. */
export interface Fused {
  /** One number for each channel. */
  readonly shift?: Value | undefined;
  /** A value of the result's type. */
  readonly addend?: Value | undefined;
  readonly activation?: FusedAttributes['activation'];
}

function fusedAttributes({ shift, addend, activation = 'linear' }: Fused): FusedAttributes {
  return { shift: shift !== undefined, addend: addend !== undefined, activation };
}

const fusedInputs = ({ shift, addend }: Fused): readonly Value[] =>
  [shift, addend].filter((value) => value !== undefined);

function checkAddend({ addend }: Fused, type: TensorType): void {
  if (addend !== undefined && typeText(addend) !== typeText(type))
    throw new Error(`${typeText(addend)} is not added to ${typeText(type)}`);
}

/** The value's blocking; a blocked operator is never given a value without. */
export function blockingOf(value: Value): Blocking {
  if (value.blocking === undefined) throw new Error(`${typeText(value)} has no blocks`);
  return value.blocking;
}

/** Channels last: an image [n, h, w, c] beside one in blocks. */
export const CHANNELS_LAST: readonly number[] = [0, 2, 3, 1];

/**
 * Into blocks.
 * @param axes axis i of x is axis `axes[i]` of the result
 */
export function intoBlocks(
  x: Value,
  blocking: Blocking,
  axes: readonly number[] = allAxes(x),
): Value {
  const shape = inverseOrder(axes).map((axis) => x.shape[axis] ?? 1);
  return only(x.graph.append('reorder', [x], { axes }, [{ dtype: x.dtype, shape, blocking }]));
}

/**
 * Out of blocks.
 * @param axes axis i of the result is axis `axes[i]` of x
 */
export function outOfBlocks(x: Value, axes: readonly number[] = allAxes(x)): Value {
  blockingOf(x);
  const shape = axes.map((axis) => x.shape[axis] ?? 1);
  return only(x.graph.append('reorder', [x], { axes }, [{ dtype: x.dtype, shape }]));
}

/**
 * Where the numbers of a row-major value lie once it is blocked.
 * @param shape of the blocked value
 * @param order axis i of the row-major value is axis `order[i]` of the blocked one
 */
export function memoryOrder(
  shape: Shape,
  { size, axes }: Blocking,
  order: readonly number[] = shape.map((_, axis) => axis),
): PieceOrder {
  const pieces = order.flatMap((axis) => {
    const length = shape[axis] ?? 1;
    const whole = { axis, length, within: false };
    return axes.includes(axis)
      ? [
          { ...whole, length: length / size },
          { axis, length: size, within: true },
        ]
      : [whole];
  });
  const place = (axis: number, within: boolean) =>
    pieces.findIndex((piece) => piece.axis === axis && piece.within === within);
  return {
    cut: pieces.map(({ length }) => length),
    axes: [...shape.map((_, axis) => place(axis, false)), ...axes.map((axis) => place(axis, true))],
  };
}

/** A blocked value's numbers as a vector, in the order in which they lie in memory. */
export function toMemoryOrder(x: Value): Value {
  blockingOf(x);
  const type = { dtype: x.dtype, shape: [elementCount(x.shape)] };
  return only(x.graph.append('toMemoryOrder', [x], {}, [type]));
}

/** The blocked value whose numbers a vector holds in the order in which they lie in memory. */
export function fromMemoryOrder(vector: Value, shape: Shape, blocking: Blocking): Value {
  const type = { dtype: vector.dtype, shape, blocking };
  return only(vector.graph.append('fromMemoryOrder', [vector], {}, [type]));
}

/** activation(convolution(x, filter) + shift + addend); `x` may lie row-major if it has few channels. */
export function blockedConvolution(
  x: Value,
  filter: Value,
  attributes: ConvolutionAttributes,
  fused: Fused,
): Value {
  const [out, , height, width] = fourSizes(filter);
  const type = {
    dtype: x.dtype,
    shape: windowedShape(fourSizes(x), out, [height, width], attributes),
    blocking: imageBlocking(blockingOf(filter).size),
  };
  checkAddend(fused, type);
  const all = { ...attributes, ...fusedAttributes(fused) };
  const inputs = [x, filter, ...fusedInputs(fused)];
  return only(x.graph.append('blockedConvolution', inputs, all, [type]));
}

export function blockedInputGradient(
  dy: Value,
  filter: Value,
  inputShape: Shape,
  attributes: ConvolutionAttributes,
  addend?: Value,
): Value {
  const type = { dtype: dy.dtype, shape: inputShape, blocking: blockingOf(dy) };
  checkAddend({ addend }, type);
  const inputs = addend === undefined ? [dy, filter] : [dy, filter, addend];
  return only(dy.graph.append('blockedInputGradient', inputs, attributes, [type]));
}

/**
 * @param x        blocked, or row-major where it has fewer channels than a block
 * @param channelsLast whether x, row-major, is [n, h, w, c]
 * @param blocking that the filter gets
 */
export function blockedFilterGradient(
  x: Value,
  dy: Value,
  filterShape: Shape,
  blocking: Blocking,
  attributes: ConvolutionAttributes,
  channelsLast = false,
): Value {
  const type = { dtype: x.dtype, shape: filterShape, blocking };
  const all = { ...attributes, channelsLast };
  return only(x.graph.append('blockedFilterGradient', [x, dy], all, [type]));
}

export function blockedMaxPool(x: Value, attributes: PoolingAttributes): Value {
  const sizes = fourSizes(x);
  const shape = windowedShape(sizes, sizes[1], attributes.window, attributes);
  const type = { dtype: x.dtype, shape, blocking: blockingOf(x) };
  return only(x.graph.append('blockedMaxPool', [x], attributes, [type]));
}

export function blockedMaxPoolGradient(
  dy: Value,
  x: Value,
  largest: Value,
  attributes: PoolingAttributes,
): Value {
  return only(x.graph.append('blockedMaxPoolGradient', [dy, x, largest], attributes, [x]));
}

/** activation(scale · x + shift + addend), with a scale and a shift for each channel. */
export function blockedAffine(x: Value, scale: Value, fused: Fused): Value {
  checkAddend(fused, x);
  const inputs = [x, scale, ...fusedInputs(fused)];
  return only(x.graph.append('blockedAffine', inputs, fusedAttributes(fused), [x]));
}

/** For each channel the sum of the products of two images, times a number. */
export function blockedDot(left: Value, right: Value, times = 1): Value {
  if (typeText(left) !== typeText(right))
    throw new Error(`${typeText(left)} does not meet ${typeText(right)}`);
  const type = { dtype: left.dtype, shape: [fourSizes(left)[1]] };
  return only(left.graph.append('blockedDot', [left, right], { times }, [type]));
}
