import type { EmitterTable } from './emitter.ts';

export const paddingEmitters = {
  pad: ({ attributes: { before, after } }, inputs, writer) =>
    writer.nodes('Pad', [...inputs, writer.integers([...before, ...after])]),
} satisfies Partial<EmitterTable>;
