import { blockedPad } from './blocked/padding.ts';
import { byBlocking, type EmitterTable } from './emitter.ts';

export const paddingEmitters = {
  pad: byBlocking(
    ({ attributes: { before, after } }, inputs, writer) =>
      writer.nodes('Pad', [...inputs, writer.integers([...before, ...after])]),
    blockedPad,
  ),
} satisfies Partial<EmitterTable>;
