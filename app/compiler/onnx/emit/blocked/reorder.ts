import { elementCount, type Shape } from '../../../../shape.ts';
import type { Blocking, Node } from '../../../graph.ts';
import { kerasOrder } from '../../../operators/blocked.ts';
import { inverseOrder } from '../../../operators/movement.ts';
import type { GraphWriter } from '../../graph-writer.ts';
import { nameAt } from '../emitter.ts';
import { BlockWriter } from './block-writer.ts';

/**
 * A row-major value with its blocked axes cut in two, and the order in which the parts lie in
 * memory once it is blocked.
 * @param shape of the blocked value
 * @param order axes of the row-major value as axes of the blocked one
 */
function cutInParts(shape: Shape, { size, axes }: Blocking, order: readonly number[]) {
  const parts = order.flatMap((axis) => {
    const length = shape[axis] ?? 1;
    const whole = { axis, length, within: false };
    return axes.includes(axis)
      ? [
          { ...whole, length: length / size },
          { axis, length: size, within: true },
        ]
      : [whole];
  });
  const place = (axis: number, within: boolean) =>
    parts.findIndex((part) => part.axis === axis && part.within === within);
  return {
    lengths: parts.map(({ length }) => length),
    inMemory: [
      ...shape.map((_, axis) => place(axis, false)),
      ...axes.map((axis) => place(axis, true)),
    ],
  };
}

/** The runtime's own operators reorder images alone. */
const isImage = ({ axes }: Blocking): boolean => axes.length === 1 && axes[0] === 1;

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
  const channelsLast = Number(node.attributes.channelsLast);
  const blocks = new BlockWriter(writer, blocking.size);
  if (isImage(blocking)) {
    if (elementCount(shape.slice(2)) === 1) return [blocks.reshape(name, to.shape)];
    return into
      ? [blocks.blocked('ReorderInput', [name], { channels_last: channelsLast })]
      : [
          blocks.blocked('ReorderOutput', [name], {
            channels: shape[1] ?? 1,
            channels_last: channelsLast,
          }),
        ];
  }
  const order = channelsLast === 1 ? kerasOrder(blocking) : shape.map((_, axis) => axis);
  const { lengths, inMemory } = cutInParts(shape, blocking, order);
  const cut = into ? lengths : inMemory.map((part) => lengths[part] ?? 1);
  const moved = blocks.transpose(
    blocks.reshape(name, cut),
    into ? inMemory : inverseOrder(inMemory),
  );
  return [blocks.reshape(moved, to.shape)];
}
