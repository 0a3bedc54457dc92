import type { Shape } from '../../../../shape.ts';
import { fourSizes } from '../../../operators/linear.ts';
import type { BlockWriter } from './block-writer.ts';

/**
 * Images made of smaller ones, whose rows and columns take turns.
 * @param phases names of the smaller images, by row and column within a turn; null for zeros
 * @param small  shape of each of them
 * @param whole  shape of the result: cut off or continued by zeros at the bottom and on the right
 */
export function interleave(
  blocks: BlockWriter,
  phases: readonly (readonly (string | null)[])[],
  small: Shape,
  whole: Shape,
): string {
  const { size } = blocks;
  const [batch, channels, rows, columns] = fourSizes({ shape: small });
  const [, , height, width] = fourSizes({ shape: whole });
  const images = (batch * channels) / size;
  const across = phases[0]?.length ?? 1;
  const zeros = (shape: Shape) => blocks.op('ConstantOfShape', [blocks.writer.integers(shape)]);
  const joined = (names: readonly string[]) =>
    names.length === 1 ? (names[0] ?? '') : blocks.op('Concat', names, { axis: 1 });

  const line = [images * rows * columns, size];
  const rowsOfPhases = phases.map((row) => {
    const pixels = row.map((name) => (name === null ? zeros(line) : blocks.reshape(name, line)));
    return blocks.reshape(joined(pixels), [images * rows, columns * across * size]);
  });
  const found = [images, rows * phases.length, columns * across * size];
  const wanted = [images, height, width * size];
  const shorter = found.map((length, axis) => Math.min(length, wanted[axis] ?? 0));
  const all = blocks.reshape(joined(rowsOfPhases), found);
  return blocks.reshape(blocks.extend(blocks.crop(all, found, shorter), shorter, wanted), whole);
}
