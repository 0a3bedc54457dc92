import type { Node } from '../../../graph.ts';
import type { WindowAttributes } from '../../../operators/attributes.ts';
import { blockingOf } from '../../../operators/blocked.ts';
import type { FusedAttributes } from '../../../operators/blocked-vocabulary.ts';
import { fourSizes } from '../../../operators/linear.ts';
import type { GraphWriter } from '../../graph-writer.ts';
import { nameAt, shapeOf, valueAt } from '../emitter.ts';
import { BlockWriter } from './block-writer.ts';

/** Inputs of the runtime's `Conv` after x and filter: bias and addend, empty where there is none. */
export function fusedInputs(
  { shift, addend }: FusedAttributes,
  further: readonly string[],
): readonly string[] {
  if (addend) return [shift ? nameAt(further, 0) : '', nameAt(further, Number(shift))];
  return shift ? [nameAt(further, 0)] : [];
}

export const fusedActivation = ({ activation }: FusedAttributes) =>
  activation === 'relu' ? { activation: 'Relu' } : {};

export const slidingAttributes = ({ strides, padding, dilations }: WindowAttributes) => ({
  strides,
  pads: padding,
  dilations,
});

export function convolutionEmitter(
  node: Node<'blockedConvolution'>,
  [x = '', filter = '', ...further]: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const value = valueAt(node, 1);
  const [, , height, width] = fourSizes(value);
  const blocks = new BlockWriter(writer, blockingOf(value).size);
  const inputs = [x, filter, ...fusedInputs(node.attributes, further)];
  return [
    blocks.blocked('Conv', inputs, {
      ...slidingAttributes(node.attributes),
      ...fusedActivation(node.attributes),
      kernel_shape: [height, width],
      group: node.attributes.groups,
    }),
  ];
}

/** A depthwise convolution by one pixel: one pass, on all threads. */
export function affineEmitter(
  node: Node<'blockedAffine'>,
  [x = '', scale = '', ...further]: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const [, channels] = fourSizes({ shape: shapeOf(node) });
  const blocks = new BlockWriter(writer, blockingOf(valueAt(node, 0)).size);
  const filter = blocks.reshape(scale, [channels, 1, 1, 1]);
  const inputs = [x, filter, ...fusedInputs(node.attributes, further)];
  return [
    blocks.blocked('Conv', inputs, {
      ...fusedActivation(node.attributes),
      kernel_shape: [1, 1],
      group: channels,
    }),
  ];
}

/**
 * Each image of the batch and channel convolved by the other as its filter: a product and its sum in
 * one pass, without a temporary. Multiplying and then pooling takes two to three times as long.
 */
export function dotEmitter(
  node: Node<'blockedDot'>,
  [left = '', right = '']: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const value = valueAt(node, 0);
  const [batch, channels, height, width] = fourSizes(value);
  const images = batch * channels;
  const blocks = new BlockWriter(writer, blockingOf(value).size);
  const sums = blocks.blocked(
    'Conv',
    [
      blocks.reshape(left, [1, images, height, width]),
      blocks.reshape(right, [images, 1, height, width]),
    ],
    { kernel_shape: [height, width], group: images },
  );
  return [blocks.sumRows(sums, [batch, channels], node.attributes.times)];
}
