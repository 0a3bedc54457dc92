import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { undoTable } from '../../app/dataset/recipes/undo-table.ts';
import type { Reconstruction } from '../../app/metrics/evaluation.ts';
import { pngDataUrl } from './images/pixels.ts';

const WHITE = 255;

/**
 * What a model gives back of a sample, as people read it: a picture, or the columns of a row that can be told.
 * @param output features as the model was trained to give them; pixels as fractions of white
 */
export async function showReconstruction(
  { input, recipe }: Pick<PreparedManifest, 'input' | 'recipe'>,
  output: Float32Array,
): Promise<Reconstruction> {
  if (input.kind === 'image') {
    const pixels = Uint8Array.from(output, (share) =>
      Math.round(WHITE * Math.max(0, Math.min(1, share))),
    );
    return { image: await pngDataUrl(pixels, input) };
  }
  return recipe.table === null ? {} : { values: undoTable(recipe.table, output) };
}
