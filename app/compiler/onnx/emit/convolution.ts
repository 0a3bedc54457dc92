import { elementCount, type Shape } from '../../../shape.ts';
import type { Node } from '../../graph.ts';
import { fourSizes } from '../../operators/linear.ts';
import type { ConvolutionAttributes, WindowAttributes } from '../../operators/vocabulary.ts';
import type { GraphWriter } from '../graph-writer.ts';
import { type EmitterTable, nameAt, shapeOf } from './emitter.ts';

const window = ({ strides, padding, dilations }: WindowAttributes) => ({
  strides,
  pads: padding,
  dilations,
});

const inputShape = (
  node: Node<'maxPool' | 'convolutionInputGradient' | 'convolutionFilterGradient'>,
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
  return writer.nodes('ConvTranspose', inputs, {
    ...window(node.attributes),
    kernel_shape: [kernelHeight, kernelWidth],
    group: groups,
    output_padding: [
      height + top + bottom - reached(rows, kernelHeight, 0),
      width + left + right - reached(columns, kernelWidth, 1),
    ],
  });
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
  const gradient = writer.node('Conv', [x, dy], {
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

export const convolutionEmitters = {
  convolution: (node, inputs, writer) => {
    const attributes: ConvolutionAttributes = node.attributes;
    return writer.nodes('Conv', inputs, { ...window(attributes), group: attributes.groups });
  },
  convolutionInputGradient: inputGradient,
  convolutionFilterGradient: filterGradient,
  maxPool: (node, inputs, writer, used) =>
    writer.nodes(
      'MaxPool',
      inputs,
      { ...window(node.attributes), kernel_shape: node.attributes.window },
      { outputs: used(1) ? 2 : 1 },
    ),
  maxPoolGradient: (node, inputs, writer) => {
    const shape = shapeOf(node);
    const count = elementCount(shape);
    const flat = (name: string) => writer.node('Reshape', [name, writer.integers([-1])]);
    const zeros = writer.node('Expand', [
      writer.constant([0], 'float32', [1]),
      writer.integers([count]),
    ]);
    const spread = writer.node(
      'ScatterElements',
      [zeros, flat(nameAt(inputs, 1)), flat(nameAt(inputs, 0))],
      { axis: 0, reduction: node.attributes.overlapping ? 'add' : 'none' },
    );
    return writer.nodes('Reshape', [spread, writer.integers(shape)]);
  },
} satisfies Partial<EmitterTable>;
