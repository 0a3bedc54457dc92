import { elementCount, type Shape } from '../../../shape.ts';
import type { Node } from '../../graph.ts';
import type { WindowAttributes } from '../../operators/attributes.ts';
import { fourSizes } from '../../operators/linear.ts';
import type { GraphWriter } from '../graph-writer.ts';
import { type Emitter, type EmitterTable, nameAt, shapeOf, valueAt } from './emitter.ts';
import { toWinners, winnersOf } from './pool-winners.ts';
import { inWholeChannels } from './whole-channels.ts';

const windowAttributes = ({ strides, padding, dilations }: WindowAttributes) => ({
  strides,
  pads: padding,
  dilations,
});

const inputShape = (
  node: Node<'convolutionInputGradient' | 'convolutionFilterGradient'>,
  place: number,
): Shape => {
  const value = node.inputs[place];
  if (value === undefined) throw new Error(`${node.op} has no input ${place}`);
  return value.shape;
};

/**
 * The input gradient as ConvTranspose: the output sizes that a stride rounds away come back as
 * output padding.
 */
function inputGradient(
  node: Node<'convolutionInputGradient'>,
  inputs: readonly string[],
  writer: GraphWriter,
) {
  const { strides, padding, dilations, groups } = node.attributes;
  const [, , height, width] = fourSizes({ shape: shapeOf(node) });
  const [, , rows, columns] = fourSizes({ shape: inputShape(node, 0) });
  const [, , kernelHeight, kernelWidth] = fourSizes({ shape: inputShape(node, 1) });
  const [top, left, bottom, right] = padding;
  const reached = (count: number, kernel: number, axis: 0 | 1) =>
    (count - 1) * strides[axis] + (kernel - 1) * dilations[axis] + 1;
  const attributes = {
    ...windowAttributes(node.attributes),
    kernel_shape: [kernelHeight, kernelWidth],
    group: groups,
    output_padding: [
      height + top + bottom - reached(rows, kernelHeight, 0),
      width + left + right - reached(columns, kernelWidth, 1),
    ],
  };
  const isEven = top === bottom && left === right;
  if (writer.execution.provider !== 'cuda' || isEven) {
    return writer.nodes('ConvTranspose', inputs, attributes);
  }
  // CUDA leaves uneven padding to the processor: the padded gradient is cut instead.
  const padded = writer.node('ConvTranspose', inputs, { ...attributes, pads: [0, 0, 0, 0] });
  const bounds = [
    [top, left],
    [top + height, left + width],
    [2, 3],
  ];
  return writer.nodes('Slice', [padded, ...bounds.map((each) => writer.integers(each))]);
}

/**
 * The filter gradient as a convolution of x by dy, batch and channels swapped on both:
 * each step of the filter becomes a dilation and the other way round.
 */
function filterGradient(
  node: Node<'convolutionFilterGradient'>,
  inputs: readonly string[],
  writer: GraphWriter,
) {
  const { strides, padding, dilations, groups } = node.attributes;
  const [batch, , height, width] = fourSizes({ shape: inputShape(node, 0) });
  const [, , rows, columns] = fourSizes({ shape: inputShape(node, 1) });
  const [, perGroup, kernelHeight, kernelWidth] = fourSizes({ shape: shapeOf(node) });
  const reshape = (name: string, shape: readonly number[]) =>
    writer.node('Reshape', [name, writer.integers(shape)]);

  // [batch, groups · perGroup, h, w] → [perGroup, groups · batch, h, w]
  const grouped =
    groups === 1
      ? nameAt(inputs, 0)
      : reshape(nameAt(inputs, 0), [batch, groups, perGroup, height, width]);
  const swapped = writer.node('Transpose', [grouped], {
    perm: groups === 1 ? [1, 0, 2, 3] : [2, 1, 0, 3, 4],
  });
  const x = groups === 1 ? swapped : reshape(swapped, [perGroup, groups * batch, height, width]);
  const dy = writer.node('Transpose', [nameAt(inputs, 1)], { perm: [1, 0, 2, 3] });

  const [top, left] = padding;
  const missing = (size: number, before: number, kernel: number, count: number, axis: 0 | 1) =>
    (kernel - 1) * dilations[axis] + (count - 1) * strides[axis] + 1 - size - before;
  const below = missing(height, top, kernelHeight, rows, 0);
  const after = missing(width, left, kernelWidth, columns, 1);
  const operands = inWholeChannels(
    {
      x,
      filter: dy,
      image: [perGroup, groups * batch, height, width],
      window: [fourSizes({ shape: shapeOf(node) })[0], batch, rows, columns],
    },
    writer,
  );
  const gradient = writer.node('Conv', operands, {
    kernel_shape: [rows, columns],
    strides: dilations,
    dilations: strides,
    group: groups,
    pads: [top, left, Math.max(0, below), Math.max(0, after)],
  });
  // Rows that the stride never reached make the result larger than the filter.
  const exact =
    below < 0 || after < 0
      ? writer.node('Slice', [
          gradient,
          writer.integers([0, 0]),
          writer.integers([kernelHeight, kernelWidth]),
          writer.integers([2, 3]),
        ])
      : gradient;
  return writer.nodes('Transpose', [exact], { perm: [1, 0, 2, 3] });
}

/**
 * The pool's gradient: each dy goes where its winner was. Windows that do not overlap have winners
 * of their own, for which MaxUnpool takes a quarter of ScatterElements' time (ONNX Runtime 1.30);
 * it accepts no padding that reaches around a whole image, and has no kernel for cards.
 */
function poolGradient(
  node: Node<'maxPoolGradient'>,
  inputs: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const { window, strides, padding } = node.attributes;
  const shape = shapeOf(node);
  if (tellsWinners(writer)) {
    const windows = { pool: node.attributes, image: shape, windows: valueAt(node, 0).shape };
    return [toWinners(windows, [nameAt(inputs, 0), nameAt(inputs, 1)], writer)];
  }
  const whole = writer.integers(shape);
  const apart = window[0] <= strides[0] && window[1] <= strides[1];
  const unpools = apart && padding.every((size) => size === 0);
  if (unpools && writer.execution.provider !== 'cuda') {
    return writer.nodes('MaxUnpool', [...inputs, whole], { kernel_shape: window, strides });
  }
  const flat = (name: string) => writer.node('Reshape', [name, writer.integers([-1])]);
  const zeros = writer.node('Expand', [
    writer.constant([0], 'float32', [1]),
    writer.integers([elementCount(shape)]),
  ]);
  const spread = writer.node(
    'ScatterElements',
    [zeros, flat(nameAt(inputs, 1)), flat(nameAt(inputs, 0))],
    { axis: 0, reduction: 'add' },
  );
  return writer.nodes('Reshape', [spread, whole]);
}

/** WebGPU's kernel takes a pool but refuses to tell where its winners were. */
const tellsWinners = ({ execution }: GraphWriter): boolean => execution.provider === 'webgpu';

/** The largest value of each window, and what tells the gradient where it was, if that is used. */
const largestOfWindows: Emitter<'maxPool'> = (node, inputs, writer, used) => {
  const window = { ...windowAttributes(node.attributes), kernel_shape: node.attributes.window };
  if (!used(1)) return writer.nodes('MaxPool', inputs, window);
  if (!tellsWinners(writer)) return writer.nodes('MaxPool', inputs, window, { outputs: 2 });
  const largest = writer.node('MaxPool', inputs, window);
  const [image, windows] = [valueAt(node, 0).shape, shapeOf(node)];
  const found = winnersOf(
    { pool: node.attributes, image, windows },
    [nameAt(inputs, 0), largest],
    writer,
  );
  return [largest, found];
};

export const convolutionEmitters = {
  convolution: (node, inputs, writer) => {
    const [x, filter] = [nameAt(inputs, 0), nameAt(inputs, 1)];
    const shapes = { image: valueAt(node, 0).shape, window: valueAt(node, 1).shape };
    const operands = inWholeChannels({ x, filter, ...shapes }, writer);
    return writer.nodes('Conv', [...operands, ...inputs.slice(2)], {
      ...windowAttributes(node.attributes),
      group: node.attributes.groups,
    });
  },
  convolutionInputGradient: inputGradient,
  convolutionFilterGradient: filterGradient,
  maxPool: largestOfWindows,
  maxPoolGradient: poolGradient,
} satisfies Partial<EmitterTable>;
