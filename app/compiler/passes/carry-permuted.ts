import { elementCount, sameShape } from '../../shape.ts';
import type { AnyNode, Graph } from '../graph.ts';
import { inverseOrder, reshape } from '../operators/movement.ts';
import { carryPieces, type Piece, type PieceReading, usersOfOutputs } from './carried-pieces.ts';
import type { Users } from './users.ts';

/**
 * Carries weights with their axes in the order in which every operator reads them and in which their
 * gradient comes: filters as convolutions have them, [out, in, height, width]. Where a node's start
 * costs more than its numbers, two transposes a step and filter count.
 */
export const carryPermuted = (graph: Graph): Graph =>
  carryPieces(graph, {
    op: 'transpose',
    reading: permutedReading,
    read: (carried, read) => reshape(carried, read.shape),
    written: (gradient) => reshape(gradient, [elementCount(gradient.shape)]),
  });

/** How a weight is read and written with its axes in another order. */
function permutedReading({ readers, gradients }: Piece, users: Users): PieceReading | null {
  const transposes = readers.flatMap((reader) =>
    reader.op === 'reshape' ? usersOfOutputs(reader, users) : [reader],
  );
  const [first] = transposes;
  const cut = first?.inputs[0]?.shape;
  if (first?.op !== 'transpose' || cut === undefined) return null;
  const { axes } = first.attributes;
  const isAlike = (node: AnyNode | undefined, order: readonly number[]) =>
    node?.op === 'transpose' && sameShape(node.attributes.axes, order);
  if (!transposes.every((node) => isAlike(node, axes))) return null;
  const written = gradients.map(({ node }) => node);
  const turned = written.map((node) => (node.op === 'reshape' ? node.inputs[0]?.node : node));
  const isWritten = (node: AnyNode | undefined) =>
    isAlike(node, inverseOrder(axes)) && sameShape(node?.outputs[0]?.shape ?? [], cut);
  if (!turned.every(isWritten)) return null;
  const isShared = written.some((node) => usersOfOutputs(node, users).length > 1);
  if (isShared && written[0]?.op === 'reshape') return null;
  return { order: { cut, axes }, readers: transposes, written };
}
