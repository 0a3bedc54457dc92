import { type Shape, sameShape } from '../../shape.ts';
import { type Blocking, only, type TensorType, typeText, type Value } from '../graph.ts';
import type { ConvolutionAttributes, PoolingAttributes } from './attributes.ts';
import type { FusedAttributes } from './blocked-vocabulary.ts';
import { fourSizes, windowedShape } from './linear.ts';

/** How an image [n, c, h, w] lies in blocks of channels. */
export const imageBlocking = (size: Blocking['size']): Blocking => ({ size, axes: [1] });

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

const sameBlocking = (left: Blocking | undefined, right: Blocking | undefined): boolean =>
  left?.size === right?.size && sameShape(left?.axes ?? [], right?.axes ?? []);

/**
 * The same values in another order in memory.
 * @param blocking     the order wanted; row-major where left out
 * @param channelsLast whether the side without blocks has Keras' order of axes
 */
export function reorder(x: Value, blocking: Blocking | undefined, channelsLast = false): Value {
  if (sameBlocking(x.blocking, blocking) && !channelsLast) return x;
  const shape = channelsLast ? turned(x.shape, blocking ?? blockingOf(x), x.blocking) : x.shape;
  return only(
    x.graph.append('reorder', [x], { channelsLast }, [{ dtype: x.dtype, shape, blocking }]),
  );
}

/** Axes of a value in Keras' order, by their places in the order that is blocked. */
export function kerasOrder({ axes }: Blocking): readonly number[] {
  return axes.length === 1 && axes[0] === 1 ? [0, 2, 3, 1] : [2, 3, 1, 0];
}

/** A shape in Keras' order where the value is blocked, and the other way round. */
function turned(shape: Shape, blocking: Blocking, from: Blocking | undefined): Shape {
  const order = kerasOrder(blocking);
  return from === undefined
    ? order.map((_, axis) => shape[order.indexOf(axis)] ?? 1)
    : order.map((axis) => shape[axis] ?? 1);
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
