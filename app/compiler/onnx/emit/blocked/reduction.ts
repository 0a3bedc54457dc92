import type { Node } from '../../../graph.ts';
import { blockingOf } from '../../../operators/blocked.ts';
import { fourSizes } from '../../../operators/linear.ts';
import type { GraphWriter } from '../../graph-writer.ts';
import { shapeOf, valueAt } from '../emitter.ts';
import { BlockWriter } from './block-writer.ts';

/**
 * Sums or means over an image in blocks, along its pixels and perhaps its batch: ReduceSum takes
 * twenty times as long as the blocked pool.
 */
export function blockedReduction(
  node: Node<'sum'> | Node<'mean'>,
  [x = '']: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const value = valueAt(node, 0);
  const [batch, channels, height, width] = fourSizes(value);
  const blocks = new BlockWriter(writer, blockingOf(value).size);
  const means = blocks.blocked('GlobalAveragePool', [x]);
  const { axes, keepAxes } = node.attributes;
  const overBatch = axes.includes(0);
  const pixels = height * width;
  const times = node.op === 'sum' ? pixels : 1 / (overBatch ? batch : 1);
  if (overBatch) {
    const sums = blocks.sumRows(means, [batch, channels], times);
    return [keepAxes ? blocks.reshape(sums, shapeOf(node)) : sums];
  }
  const rows = blocks.reshape(means, shapeOf(node));
  return [times === 1 ? rows : blocks.op('Mul', [rows, writer.constant([times], 'float32', [])])];
}
