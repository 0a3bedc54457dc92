import type { Value } from '../graph.ts';
import type { PieceOrder } from '../operators/attributes.ts';
import { blockingOf, memoryOrder } from '../operators/blocked.ts';
import type { FusedAttributes } from '../operators/blocked-vocabulary.ts';
import { inverseOrder } from '../operators/movement.ts';
import {
  convolved,
  filterGradientOf,
  inputGradientOf,
  largestOf,
  poolGradientOf,
} from './convolution.ts';
import { transposed } from './movement.ts';
import {
  at,
  emptyTensor,
  forEachIndex,
  inputAt,
  type KernelTable,
  outputShape,
  type Tensor,
} from './tensor.ts';

/**
 * The result with everything that is fused into it.
 * @param further shift and addend, as far as there are any
 */
function withFused(
  result: Tensor,
  { shift, addend, activation }: FusedAttributes,
  further: readonly Tensor[],
): readonly Tensor[] {
  const shifts = shift ? further[0] : undefined;
  const added = addend ? further[Number(shift)] : undefined;
  forEachIndex(result.shape, ([, channel = 0], place) => {
    const sum =
      at(result, place) +
      (shifts === undefined ? 0 : at(shifts, channel)) +
      (added === undefined ? 0 : at(added, place));
    result.data[place] = activation === 'relu' ? Math.max(0, sum) : sum;
  });
  return [result];
}

function memoryOrderOf(value: Value | undefined): PieceOrder {
  if (value === undefined) throw new Error('A blocked value is missing');
  return memoryOrder(value.shape, blockingOf(value));
}

/** Blocks are a matter of memory: the interpreter holds every value row-major. */
export const blockedKernels = {
  reorder: (node, inputs) => {
    const { axes } = node.attributes;
    const isOut = node.inputs[0]?.blocking !== undefined;
    return [transposed(inputAt(inputs, 0), isOut ? axes : inverseOrder(axes))];
  },
  toMemoryOrder: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const { cut, axes } = memoryOrderOf(node.inputs[0]);
    const { data } = transposed({ shape: cut, data: x.data }, axes);
    return [{ shape: outputShape(node), data }];
  },
  fromMemoryOrder: (node, inputs) => {
    const { cut, axes } = memoryOrderOf(node.outputs[0]);
    const inMemory = { shape: axes.map((axis) => cut[axis] ?? 1), data: inputAt(inputs, 0).data };
    const { data } = transposed(inMemory, inverseOrder(axes));
    return [{ shape: outputShape(node), data }];
  },
  blockedConvolution: ({ attributes, ...node }, inputs) => {
    const [x, filter] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const y = convolved(x, filter, undefined, outputShape({ ...node, attributes }), attributes);
    return withFused(y, attributes, inputs.slice(2));
  },
  blockedInputGradient: (node, inputs) => {
    const [dy, filter] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const dx = inputGradientOf(dy, filter, outputShape(node), node.attributes);
    const fused = { shift: false, addend: inputs.length > 2, activation: 'linear' } as const;
    return withFused(dx, fused, inputs.slice(2));
  },
  blockedFilterGradient: (node, inputs) => {
    const [given, dy] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const x = node.attributes.channelsLast ? transposed(given, [0, 3, 1, 2]) : given;
    return [filterGradientOf(x, dy, outputShape(node), node.attributes)];
  },
  blockedMaxPool: (node, inputs) =>
    largestOf(inputAt(inputs, 0), outputShape(node), node.attributes).slice(0, 1),
  blockedMaxPoolGradient: (node, inputs) => {
    const [dy, x] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const [, positions] = largestOf(x, dy.shape, node.attributes);
    return [poolGradientOf(dy, positions, x.shape)];
  },
  blockedAffine: ({ attributes }, inputs) => {
    const [x, scale] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const scaled = emptyTensor(x.shape);
    forEachIndex(x.shape, ([, channel = 0], place) => {
      scaled.data[place] = at(scale, channel) * at(x, place);
    });
    return withFused(scaled, attributes, inputs.slice(2));
  },
  blockedDot: (node, inputs) => {
    const [left, right] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const sums = emptyTensor(outputShape(node));
    forEachIndex(left.shape, ([, channel = 0], place) => {
      sums.data[channel] =
        at(sums, channel) + node.attributes.times * at(left, place) * at(right, place);
    });
    return [sums];
  },
} satisfies Partial<KernelTable>;
