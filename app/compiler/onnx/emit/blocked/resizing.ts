import type { Node, Value } from '../../../graph.ts';
import { blockingOf } from '../../../operators/blocked.ts';
import { fourSizes } from '../../../operators/linear.ts';
import type { Operators } from '../../../operators/vocabulary.ts';
import type { GraphWriter } from '../../graph-writer.ts';
import { shapeOf, valueAt } from '../emitter.ts';
import { BlockWriter } from './block-writer.ts';

const blocksOf = (value: Value, writer: GraphWriter): BlockWriter =>
  new BlockWriter(writer, blockingOf(value).size);

/** Means over those of a window's cells that are no padding. */
export const averagingAttributes = ({ window, strides, padding }: Operators['averagePool']) => ({
  kernel_shape: window,
  strides,
  pads: padding,
  count_include_pad: 0,
});

export function averagePoolEmitter(
  node: Node<'averagePool'>,
  inputs: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const blocks = blocksOf(valueAt(node, 0), writer);
  return [blocks.blocked('AveragePool', inputs, averagingAttributes(node.attributes))];
}

export function upsampleEmitter(
  node: Node<'upsample'>,
  inputs: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const scales = [1, 1, ...node.attributes.factors];
  const blocks = blocksOf(valueAt(node, 0), writer);
  return [blocks.blocked('Upsample', inputs, { scales, mode: 'nearest' })];
}

/** One number for each image, all over it. */
export function blockedBroadcast(
  node: Node<'broadcast'>,
  inputs: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const [, , height, width] = fourSizes({ shape: shapeOf(node) });
  const blocks = blocksOf(valueAt(node, 0), writer);
  return [blocks.blocked('Upsample', inputs, { scales: [1, 1, height, width], mode: 'nearest' })];
}
