import type { Shape } from '../../shape.ts';
import type {
  ConvolutionAttributes,
  PoolingAttributes,
  WindowAttributes,
} from '../operators/attributes.ts';
import { fourSizes } from '../operators/linear.ts';
import {
  at,
  emptyTensor,
  forEachIndex,
  inputAt,
  type KernelTable,
  outputShape,
  type Tensor,
} from './tensor.ts';

/** Position in `image` that a window touches, or −1 where it touches padding. */
export function touched(
  image: Tensor,
  [batch, channel]: readonly [number, number],
  [row, column]: readonly [number, number],
  [down, right]: readonly [number, number],
  { strides, padding, dilations }: WindowAttributes,
): number {
  const [, channels, height, width] = fourSizes(image);
  const y = row * strides[0] + down * dilations[0] - padding[0];
  const x = column * strides[1] + right * dilations[1] - padding[1];
  if (y < 0 || y >= height || x < 0 || x >= width) return -1;
  return ((batch * channels + channel) * height + y) * width + x;
}

/** Visits every product that makes up a convolution: positions in y, filter and x. */
function forEachProduct(
  x: Tensor,
  filter: Tensor,
  y: Tensor,
  attributes: ConvolutionAttributes,
  visit: (inY: number, inFilter: number, inX: number) => void,
): void {
  const [filters, channels, height, width] = fourSizes(filter);
  const perGroup = filters / attributes.groups;
  forEachIndex(y.shape, ([batch = 0, out = 0, row = 0, column = 0], inY) => {
    const firstChannel = Math.floor(out / perGroup) * channels;
    forEachIndex([channels, height, width], ([channel = 0, down = 0, right = 0], place) => {
      const source = [batch, firstChannel + channel] as const;
      const inX = touched(x, source, [row, column], [down, right], attributes);
      if (inX >= 0) visit(inY, out * channels * height * width + place, inX);
    });
  });
}

function accumulate(target: Tensor, position: number, amount: number): void {
  target.data[position] = at(target, position) + amount;
}

/** Convolution of x by a filter, plus a number for each output channel. */
export function convolved(
  x: Tensor,
  filter: Tensor,
  bias: Tensor | undefined,
  shape: Shape,
  attributes: ConvolutionAttributes,
): Tensor {
  const y = emptyTensor(shape);
  if (bias !== undefined) {
    forEachIndex(y.shape, ([, out = 0], position) => {
      y.data[position] = at(bias, out);
    });
  }
  forEachProduct(x, filter, y, attributes, (inY, inFilter, inX) => {
    accumulate(y, inY, at(filter, inFilter) * at(x, inX));
  });
  return y;
}

export function inputGradientOf(
  dy: Tensor,
  filter: Tensor,
  shape: Shape,
  attributes: ConvolutionAttributes,
): Tensor {
  const dx = emptyTensor(shape);
  forEachProduct(dx, filter, dy, attributes, (inY, inFilter, inX) => {
    accumulate(dx, inX, at(filter, inFilter) * at(dy, inY));
  });
  return dx;
}

export function filterGradientOf(
  x: Tensor,
  dy: Tensor,
  shape: Shape,
  attributes: ConvolutionAttributes,
): Tensor {
  const dFilter = emptyTensor(shape);
  forEachProduct(x, dFilter, dy, attributes, (inY, inFilter, inX) => {
    accumulate(dFilter, inFilter, at(x, inX) * at(dy, inY));
  });
  return dFilter;
}

/** Largest value of each window and its position in x. */
export function largestOf(
  x: Tensor,
  shape: Shape,
  attributes: PoolingAttributes,
): readonly [largest: Tensor, positions: Tensor] {
  const largest = emptyTensor(shape);
  const positions = emptyTensor(shape);
  forEachIndex(shape, ([batch = 0, channel = 0, row = 0, column = 0], inY) => {
    let best = -1;
    forEachIndex(attributes.window, ([down = 0, right = 0]) => {
      const inX = touched(x, [batch, channel], [row, column], [down, right], attributes);
      const isFirst = best < 0 || Number.isNaN(at(x, best));
      if (inX >= 0 && (isFirst || at(x, inX) > at(x, best))) best = inX;
    });
    largest.data[inY] = at(x, best);
    positions.data[inY] = best;
  });
  return [largest, positions];
}

/** Every dy where its winner was; overlapping windows add up. */
export function poolGradientOf(dy: Tensor, positions: Tensor, shape: Shape): Tensor {
  const dx = emptyTensor(shape);
  dy.data.forEach((amount, place) => {
    accumulate(dx, at(positions, place), amount);
  });
  return dx;
}

export const convolutionKernels = {
  convolution: (node, inputs) => [
    convolved(
      inputAt(inputs, 0),
      inputAt(inputs, 1),
      inputs[2],
      outputShape(node),
      node.attributes,
    ),
  ],
  convolutionInputGradient: (node, inputs) => [
    inputGradientOf(inputAt(inputs, 0), inputAt(inputs, 1), outputShape(node), node.attributes),
  ],
  convolutionFilterGradient: (node, inputs) => [
    filterGradientOf(inputAt(inputs, 0), inputAt(inputs, 1), outputShape(node), node.attributes),
  ],
  maxPool: (node, inputs) => largestOf(inputAt(inputs, 0), outputShape(node), node.attributes),
  maxPoolGradient: (node, inputs) => [
    poolGradientOf(inputAt(inputs, 0), inputAt(inputs, 1), outputShape(node)),
  ],
} satisfies Partial<KernelTable>;
