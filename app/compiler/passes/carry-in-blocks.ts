import { elementCount, sameShape } from '../../shape.ts';
import { type AnyNode, type Graph, typeText, type Value } from '../graph.ts';
import { blockingOf, fromMemoryOrder, memoryOrder, toMemoryOrder } from '../operators/blocked.ts';
import { reshape } from '../operators/movement.ts';
import { carryPieces, type Piece, type PieceReading, usersOfOutputs } from './carried-pieces.ts';
import type { Users } from './users.ts';

/** Carries filters in the blocks in which every convolution reads them and in which their gradient comes. */
export const carryInBlocks = (graph: Graph): Graph =>
  carryPieces(graph, {
    op: 'reorder',
    reading: blockedReading,
    read: (carried, filter) => {
      const vector = reshape(carried, [elementCount(carried.shape)]);
      return fromMemoryOrder(vector, filter.shape, blockingOf(filter));
    },
    written: toMemoryOrder,
  });

/** How a filter is read and written in blocks; null unless that is so everywhere, and in the same. */
function blockedReading({ readers, gradients }: Piece, users: Users): PieceReading | null {
  const reorders = readers.flatMap((reader) =>
    reader.op === 'reshape' ? usersOfOutputs(reader, users) : [reader],
  );
  const [first] = reorders;
  const filter = first?.outputs[0];
  if (filter?.blocking === undefined) return null;
  const axes = first?.op === 'reorder' ? first.attributes.axes : [];
  const isAlike = (node: AnyNode | undefined, value: Value | undefined) =>
    node?.op === 'reorder' &&
    sameShape(node.attributes.axes, axes) &&
    value !== undefined &&
    typeText(value) === typeText(filter);
  if (!reorders.every((node) => isAlike(node, node.outputs[0]))) return null;
  const sources = gradients.map(({ node }) =>
    node.op === 'reshape' ? node.inputs[0]?.node : node,
  );
  if (!sources.every((node) => isAlike(node, node?.inputs[0]))) return null;
  const written = gradients.map(({ node }) => node);
  const isShared = written.some((node) => usersOfOutputs(node, users).length > 1);
  if (isShared && written[0]?.op === 'reshape') return null;
  const order = memoryOrder(filter.shape, filter.blocking, axes);
  return { order, readers: reorders, written };
}
