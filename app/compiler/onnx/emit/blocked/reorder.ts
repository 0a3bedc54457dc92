import { elementCount, sameShape } from '../../../../shape.ts';
import type { Node } from '../../../graph.ts';
import { CHANNELS_LAST, isImage, memoryOrder } from '../../../operators/blocked.ts';
import { inverseOrder } from '../../../operators/movement.ts';
import type { GraphWriter } from '../../graph-writer.ts';
import { nameAt, shapeOf } from '../emitter.ts';
import { BlockWriter } from './block-writer.ts';

/** Into blocks where the output is blocked, out of them where the input is. */
export function reorderEmitter(
  node: Node<'reorder'>,
  inputs: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  const name = nameAt(inputs, 0);
  const [from] = node.inputs;
  const [to] = node.outputs;
  const blocked = to?.blocking === undefined ? from : to;
  if (!from || !to || blocked?.blocking === undefined) throw new Error('reorder has no blocks');
  const { blocking, shape } = blocked;
  const into = blocked === to;
  const order = node.attributes.axes;
  const blocks = new BlockWriter(writer, blocking.size);
  // The runtime's own operators reorder images alone.
  if (isImage(blocking)) {
    if (elementCount(shape.slice(2)) === 1) return [blocks.reshape(name, to.shape)];
    const channelsLast = Number(sameShape(order, CHANNELS_LAST));
    return into
      ? [blocks.blocked('ReorderInput', [name], { channels_last: channelsLast })]
      : [
          blocks.blocked('ReorderOutput', [name], {
            channels: shape[1] ?? 1,
            channels_last: channelsLast,
          }),
        ];
  }
  const { cut, axes } = memoryOrder(shape, blocking, order);
  const inMemory = axes.map((axis) => cut[axis] ?? 1);
  const moved = into
    ? blocks.transpose(blocks.reshape(name, cut), axes)
    : blocks.transpose(blocks.reshape(name, inMemory), inverseOrder(axes));
  return [blocks.reshape(moved, to.shape)];
}

/** Other axes around numbers that lie where they lay. */
export function memoryOrderEmitter(
  node: Node<'toMemoryOrder' | 'fromMemoryOrder'>,
  inputs: readonly string[],
  writer: GraphWriter,
): readonly string[] {
  return writer.nodes('Reshape', [nameAt(inputs, 0), writer.integers(shapeOf(node))]);
}
