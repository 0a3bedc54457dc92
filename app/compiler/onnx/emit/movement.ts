import { elementCount } from '../../../shape.ts';
import { ELEMENT_TYPES } from '../model.ts';
import { splitPieces } from '../split-pieces.ts';
import { cutVector, joinVectors } from '../vectors-in-rows.ts';
import { blockedBroadcast } from './blocked/resizing.ts';
import {
  byBlocking,
  type Emitter,
  type EmitterTable,
  nameAt,
  shapeOf,
  valueAt,
} from './emitter.ts';

/** Where one piece alone is wanted, the others are not copied. */
const split: Emitter<'split'> = (node, inputs, writer, used) => {
  const { axis, sizes } = node.attributes;
  const wanted = sizes.map((_, place) => place).filter(used);
  const [place] = wanted;
  if (place === undefined || wanted.length > 1) {
    const whole = nameAt(inputs, 0);
    const isVector = valueAt(node, 0).shape.length === 1;
    return isVector ? cutVector(whole, sizes, writer) : splitPieces(whole, sizes, axis, writer);
  }
  const start = sizes.slice(0, place).reduce((sum, size) => sum + size, 0);
  const bounds = [[start], [start + (sizes[place] ?? 0)], [axis]];
  const piece = writer.node('Slice', [...inputs, ...bounds.map((each) => writer.integers(each))]);
  return sizes.map((_, each) => (each === place ? piece : ''));
};

export const movementEmitters = {
  reshape: (node, inputs, writer) =>
    writer.nodes('Reshape', [...inputs, writer.integers(shapeOf(node))]),
  transpose: ({ attributes }, inputs, writer) =>
    writer.nodes('Transpose', inputs, { perm: attributes.axes }),
  broadcast: byBlocking(
    (node, inputs, writer) => writer.nodes('Expand', [...inputs, writer.integers(shapeOf(node))]),
    blockedBroadcast,
  ),
  concatenate: (node, inputs, writer) => {
    if (shapeOf(node).length > 1) {
      return writer.nodes('Concat', inputs, { axis: node.attributes.axis });
    }
    const sizes = node.inputs.map(({ shape }) => elementCount(shape));
    return [joinVectors(inputs, sizes, writer)];
  },
  split,
  reverse: ({ attributes: { axis } }, inputs, writer) => {
    // From the last value down to before the first one.
    const bounds = [[-1], [Number.MIN_SAFE_INTEGER], [axis], [-1]];
    return writer.nodes('Slice', [...inputs, ...bounds.map((each) => writer.integers(each))]);
  },
  gather: (_node, inputs, writer) => writer.nodes('Gather', inputs),
  // A third of the time of `Gather` where rows are single numbers (ONNX Runtime 1.30).
  gatherAlong: (_node, inputs, writer) => writer.nodes('GatherElements', inputs, { axis: 1 }),
  scatterAdd: (node, inputs, writer) => {
    const shape = shapeOf(node);
    const count = elementCount(node.inputs[1]?.shape ?? []);
    const rows = writer.node('Reshape', [
      nameAt(inputs, 0),
      writer.integers([count, ...shape.slice(1)]),
    ]);
    // ScatterND knows indices of 64 bits only.
    const column = writer.node('Reshape', [nameAt(inputs, 1), writer.integers([count, 1])]);
    const indices = writer.node('Cast', [column], { to: ELEMENT_TYPES.int64 });
    const table = inputs[2] ?? writer.node('ConstantOfShape', [writer.integers(shape)]);
    return writer.nodes('ScatterND', [table, indices, rows], { reduction: 'add' });
  },
} satisfies Partial<EmitterTable>;
