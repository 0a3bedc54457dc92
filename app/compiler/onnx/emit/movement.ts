import { type EmitterTable, shapeOf } from './emitter.ts';

export const movementEmitters = {
  reshape: (node, inputs, writer) =>
    writer.nodes('Reshape', [...inputs, writer.integers(shapeOf(node))]),
  transpose: ({ attributes }, inputs, writer) =>
    writer.nodes('Transpose', inputs, { perm: attributes.axes }),
  broadcast: (node, inputs, writer) =>
    writer.nodes('Expand', [...inputs, writer.integers(shapeOf(node))]),
  concatenate: ({ attributes }, inputs, writer) =>
    writer.nodes('Concat', inputs, { axis: attributes.axis }),
  split: ({ attributes: { axis, sizes } }, inputs, writer) =>
    writer.nodes('Split', [...inputs, writer.integers(sizes)], { axis }, { outputs: sizes.length }),
} satisfies Partial<EmitterTable>;
