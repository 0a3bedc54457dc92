import { elementCount, type Shape, sameShape } from '../../shape.ts';
import type { StateTensor } from '../compiled.ts';
import type { Value } from '../graph.ts';
import type { PieceOrder } from '../operators/attributes.ts';
import { inverseOrder } from '../operators/movement.ts';
import { NEXT } from './edges.ts';
import type { GraphWriter } from './graph-writer.ts';
import { splitPieces } from './split-pieces.ts';
import type { LoopCarried } from './training-loop.ts';

/**
 * What the loop carries from step to step under one name: a state tensor, or several, flattened, one
 * after the other, and filled up with zeros.
 */
export interface CarriedTensor {
  readonly name: string;
  readonly parts: readonly StateTensor[];
}

/** Makes of the state tensors what the step takes, in its order and its shape. */
export function enterLoops(
  { name, parts }: CarriedTensor,
  taken: Value,
  writer: GraphWriter,
): LoopCarried {
  const [first] = parts;
  const orders = ordersOf(taken, parts);
  const isAlone = first !== undefined && parts.length === 1;
  if (isAlone && orders[0] === null && sameShape(first.shape, taken.shape)) {
    return { name, entering: first.name, leaving: first.name + NEXT };
  }
  const flat = parts.map((part, place) => {
    const order = orders[place] ?? null;
    return reshaped(order === null ? part.name : ordered(part.name, order, writer), [-1], writer);
  });
  const count = zerosAfter(parts, taken);
  const all = count === 0 ? flat : [...flat, writer.filled(0, [count])];
  const joined = isAlone && count === 0 ? (flat[0] ?? '') : writer.node('Concat', all, { axis: 0 });
  const entering = reshaped(joined, taken.shape, writer);
  return { name, entering, leaving: entering + NEXT };
}

/** Makes the next state tensors of what left the loops. */
export function leaveLoops(
  { leaving }: LoopCarried,
  parts: readonly StateTensor[],
  taken: Value,
  writer: GraphWriter,
): void {
  if (leaving === `${parts[0]?.name}${NEXT}`) return;
  const orders = ordersOf(taken, parts);
  const pieces = parts.length === 1 ? [leaving] : splitFlat(leaving, parts, taken, writer);
  parts.forEach(({ name, shape }, place) => {
    const order = orders[place] ?? null;
    const piece = pieces[place] ?? '';
    const own = order === null ? piece : inOwnOrder(piece, order, writer);
    writer.namedNode('Reshape', [own, writer.integers(shape)], [name + NEXT]);
  });
}

/** How each state tensor is ordered in what the step takes; null as it is outside. */
function ordersOf({ node }: Value, parts: readonly StateTensor[]): readonly (PieceOrder | null)[] {
  if (node.op !== 'input') return [];
  const { axes, pieces } = node.attributes;
  return parts.map(
    ({ shape }, place) => pieces?.[place] ?? (axes === undefined ? null : { cut: shape, axes }),
  );
}

const reshaped = (name: string, shape: Shape, writer: GraphWriter): string =>
  writer.node('Reshape', [name, writer.integers(shape)]);

const ordered = (name: string, { cut, axes }: PieceOrder, writer: GraphWriter): string =>
  writer.node('Transpose', [reshaped(name, cut, writer)], { perm: axes });

function inOwnOrder(name: string, { cut, axes }: PieceOrder, writer: GraphWriter): string {
  const shape = axes.map((axis) => cut[axis] ?? 1);
  return writer.node('Transpose', [reshaped(name, shape, writer)], { perm: inverseOrder(axes) });
}

function splitFlat(
  joined: string,
  parts: readonly StateTensor[],
  taken: Value,
  writer: GraphWriter,
) {
  const flat = reshaped(joined, [-1], writer);
  const zeros = zerosAfter(parts, taken);
  const counts = parts.map(({ shape }) => elementCount(shape));
  const sizes = zeros === 0 ? counts : [...counts, zeros];
  return splitPieces(flat, sizes, 0, writer);
}

/** How many zeros a step takes behind the state tensors. */
const zerosAfter = (parts: readonly StateTensor[], taken: Value): number =>
  parts.reduce((left, { shape }) => left - elementCount(shape), elementCount(taken.shape));
