import { elementCount } from '../../../shape.ts';
import { type EmitterTable, nameAt, shapeOf } from './emitter.ts';

export const sourceEmitters = {
  input: ({ attributes }) => [attributes.name],
  constant: ({ attributes, outputs }, _inputs, writer) =>
    outputs.map(({ dtype, shape }) => writer.constant(attributes.values, dtype, shape)),
  poolWindow: (node, inputs, writer) => {
    const pool = nameAt(inputs, 0);
    const step = nameAt(inputs, 1);
    const shape = shapeOf(node);
    const count = elementCount(shape);
    const places = elementCount(node.inputs[0]?.shape ?? []) - count + 1;
    const { multiplier, increment } = node.attributes;
    const scaled = writer.node('Mul', [step, writer.integers([multiplier])]);
    const moved = writer.node('Add', [scaled, writer.integers([increment])]);
    const start = writer.node('Mod', [moved, writer.integers([places])]);
    const end = writer.node('Add', [start, writer.integers([count])]);
    const window = writer.node('Slice', [pool, start, end, writer.integers([0])]);
    return writer.nodes('Reshape', [window, writer.integers(shape)]);
  },
} satisfies Partial<EmitterTable>;
