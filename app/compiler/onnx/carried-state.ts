import { elementCount, sameShape } from '../../shape.ts';
import type { StateTensor } from '../compiled.ts';
import type { Value } from '../graph.ts';
import { inverseOrder } from '../operators/movement.ts';
import { NEXT } from './edges.ts';
import type { GraphWriter } from './graph-writer.ts';
import type { LoopCarried } from './training-loop.ts';

/**
 * What the loop carries from step to step under one name: a state tensor, or several, flattened, one
 * after the other, and filled up with zeros.
 */
export interface CarriedTensor {
  readonly name: string;
  readonly parts: readonly StateTensor[];
}

/** Makes of the state tensors what the step takes, in its order of axes and its shape. */
export function enterLoops({ name, parts }: CarriedTensor, taken: Value, writer: GraphWriter) {
  const [first] = parts;
  const axes = axesOf(taken);
  if (first !== undefined && parts.length === 1) {
    if (axes === undefined && sameShape(first.shape, taken.shape)) {
      return { name, entering: first.name, leaving: first.name + NEXT } satisfies LoopCarried;
    }
    const ordered =
      axes === undefined ? first.name : writer.node('Transpose', [first.name], { perm: axes });
    return through(name, ordered, taken, writer);
  }
  const flat = parts.map((each) => writer.node('Reshape', [each.name, writer.integers([-1])]));
  const count = zerosAfter(parts, taken);
  const zeros = writer.constant(new Float32Array(count), 'float32', [count]);
  const all = count === 0 ? flat : [...flat, zeros];
  return through(name, writer.node('Concat', all, { axis: 0 }), taken, writer);
}

function through(name: string, joined: string, { shape }: Value, writer: GraphWriter): LoopCarried {
  const entering = writer.node('Reshape', [joined, writer.integers(shape)]);
  return { name, entering, leaving: entering + NEXT };
}

/** Makes the next state tensors of what left the loops. */
export function leaveLoops(
  { leaving }: LoopCarried,
  parts: readonly StateTensor[],
  taken: Value,
  writer: GraphWriter,
): void {
  const [first] = parts;
  if (leaving === `${first?.name}${NEXT}`) return;
  const axes = axesOf(taken);
  if (first !== undefined && axes !== undefined) {
    const ordered = writer.integers(axes.map((axis) => first.shape[axis] ?? 1));
    const perm = inverseOrder(axes);
    writer.namedNode(
      'Transpose',
      [writer.node('Reshape', [leaving, ordered])],
      [first.name + NEXT],
      {
        perm,
      },
    );
    return;
  }
  const pieces = parts.length === 1 ? [leaving] : splitFlat(leaving, parts, taken, writer);
  parts.forEach(({ name, shape }, place) => {
    writer.namedNode('Reshape', [pieces[place] ?? '', writer.integers(shape)], [name + NEXT]);
  });
}

function splitFlat(
  joined: string,
  parts: readonly StateTensor[],
  taken: Value,
  writer: GraphWriter,
) {
  const flat = writer.node('Reshape', [joined, writer.integers([-1])]);
  const zeros = zerosAfter(parts, taken);
  const counts = parts.map(({ shape }) => elementCount(shape));
  const sizes = zeros === 0 ? counts : [...counts, zeros];
  return writer.nodes(
    'Split',
    [flat, writer.integers(sizes)],
    { axis: 0 },
    { outputs: sizes.length },
  );
}

/** How many zeros a step takes behind the state tensors. */
const zerosAfter = (parts: readonly StateTensor[], taken: Value): number =>
  parts.reduce((left, { shape }) => left - elementCount(shape), elementCount(taken.shape));

const axesOf = ({ node }: Value): readonly number[] | undefined =>
  node.op === 'input' ? node.attributes.axes : undefined;
