import type { Shape } from '../../shape.ts';
import { only, typeText, type Value } from '../graph.ts';
import type { ConvolutionAttributes, Padding, PoolingAttributes } from './attributes.ts';
import { relu } from './elementwise.ts';
import { fourSizes, windowedShape } from './linear.ts';

/**
 * Slides filters [out, in / groups, kh, kw] over images [batch, in, height, width]. Zeros that were
 * put around an image become the convolution's own.
 */
export function convolution(
  x: Value,
  filter: Value,
  bias: Value | undefined,
  attributes: ConvolutionAttributes,
): Value {
  const padded = zerosAround(x);
  if (padded !== null) {
    const padding = plus(attributes.padding, padded.padding);
    return convolution(padded.source, filter, bias, { ...attributes, padding });
  }
  const [out, channels, height, width] = fourSizes(filter);
  const sizes = fourSizes(x);
  if (sizes[1] !== channels * attributes.groups || out % attributes.groups !== 0)
    throw new Error(`${typeText(filter)} does not fit ${typeText(x)}`);
  const shape = windowedShape(sizes, out, [height, width], attributes);
  const inputs = bias === undefined ? [x, filter] : [x, filter, bias];
  return only(x.graph.append('convolution', inputs, attributes, [{ dtype: x.dtype, shape }]));
}

/** An image, and the zeros that are put around it before it is used; null for any other value. */
function zerosAround({
  node,
}: Value): { readonly source: Value; readonly padding: Padding } | null {
  const [source] = node.inputs;
  if (node.op !== 'pad' || source === undefined) return null;
  const { before, after } = node.attributes;
  const [ofBatch = 0, ofChannels = 0, top = 0, left = 0] = before;
  const [afterBatch = 0, afterChannels = 0, bottom = 0, right = 0] = after;
  const others = [ofBatch, ofChannels, afterBatch, afterChannels];
  const isAround = others.every((count) => count === 0) && Math.min(top, left, bottom, right) >= 0;
  return isAround ? { source, padding: [top, left, bottom, right] } : null;
}

const plus = (one: Padding, other: Padding): Padding => [
  one[0] + other[0],
  one[1] + other[1],
  one[2] + other[2],
  one[3] + other[3],
];

export function convolutionInputGradient(
  dy: Value,
  filter: Value,
  inputShape: Shape,
  attributes: ConvolutionAttributes,
): Value {
  const type = { dtype: dy.dtype, shape: inputShape };
  return only(dy.graph.append('convolutionInputGradient', [dy, filter], attributes, [type]));
}

export function convolutionFilterGradient(
  x: Value,
  dy: Value,
  filterShape: Shape,
  attributes: ConvolutionAttributes,
): Value {
  const type = { dtype: x.dtype, shape: filterShape };
  return only(x.graph.append('convolutionFilterGradient', [x, dy], attributes, [type]));
}

/**
 * Largest value of each window, and the position in the image that its gradient belongs to. relu
 * keeps the order of values, so it follows the pool rather than precede it, and has less to do;
 * where it makes a window's values equal, no gradient passes.
 */
export function maxPool(
  x: Value,
  attributes: PoolingAttributes,
): { readonly largest: Value; readonly positions: Value } {
  const [source] = x.node.inputs;
  if (x.node.op === 'relu' && source !== undefined) {
    const { largest, positions } = maxPool(source, attributes);
    return { largest: relu(largest), positions };
  }
  const sizes = fourSizes(x);
  const shape = windowedShape(sizes, sizes[1], attributes.window, attributes);
  const [largest, positions] = x.graph.append('maxPool', [x], attributes, [
    { dtype: x.dtype, shape },
    { dtype: 'int64', shape },
  ]);
  if (largest === undefined || positions === undefined) throw new Error('maxPool has two outputs');
  return { largest, positions };
}

export function maxPoolGradient(
  dy: Value,
  positions: Value,
  inputShape: Shape,
  attributes: PoolingAttributes,
): Value {
  const type = { dtype: dy.dtype, shape: inputShape };
  return only(dy.graph.append('maxPoolGradient', [dy, positions], attributes, [type]));
}
