import type { ImportOptions, Split } from '../../../app/dataset/dataset.ts';
import { chosenImages, imageInput } from '../../../app/dataset/recipes/image-recipe.ts';
import { sourceImages } from '../../../app/dataset/source-images.ts';
import { givenSplits, type ImageSource } from './image-dataset.ts';
import { type ImageInput, resizePixels } from './pixels.ts';

/** Pixels that stand in a file as they are, with their labels. */
export interface RawPart {
  readonly split: Split;
  /** One index into the classes per image. */
  readonly labels: Int32Array;
  /** All images in order, in blocks of whole ones. */
  blocks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Images of one size in one or several files, resized where the user wants that. */
export function rawImages(
  {
    classes,
    parts,
    stored,
  }: { classes: readonly string[]; parts: readonly RawPart[]; stored: ImageInput },
  options: ImportOptions,
): ImageSource {
  const input = imageInput(chosenImages(options), stored);
  const { height, width } = input;
  const resized = height !== stored.height || width !== stored.width;
  const isOther = resized || input.channels !== stored.channels || input.crop !== undefined;
  const adapt = (block: Uint8Array) => (isOther ? resizeBlock(block, stored, input) : block);
  const rows = parts.reduce((sum, part) => sum + part.labels.length, 0);
  const labels = new Int32Array(rows);
  let from = 0;
  for (const part of parts) {
    labels.set(part.labels, from);
    from += part.labels.length;
  }
  return {
    classes,
    labels,
    given: givenSplits(mergeSplits(parts)),
    input,
    sourceImages: sourceImages([{ ...stored, greyscale: stored.channels === 1, count: rows }]),
    warnings: resized ? [{ kind: 'images-resized', from: rows, height, width }] : [],
    async *blocks(signal) {
      for (const part of parts) {
        for await (const block of part.blocks(signal)) yield adapt(block);
      }
    },
    image: async (row) => adapt(await readRow(parts, row, stored)),
    original: async (row) => ({ pixels: await readRow(parts, row, stored), size: stored }),
  };
}

function readRow(parts: readonly RawPart[], row: number, stored: ImageInput): Promise<Uint8Array> {
  let before = row;
  for (const part of parts) {
    if (before < part.labels.length) return readImage(part, before, stored);
    before -= part.labels.length;
  }
  throw new Error(`There is no image ${row}`);
}

/** Parts of one split in a row are one part of it. */
function mergeSplits(parts: readonly RawPart[]) {
  const merged: { split: Split; rows: number }[] = [];
  for (const { split, labels } of parts) {
    const last = merged.at(-1);
    if (last?.split === split) last.rows += labels.length;
    else merged.push({ split, rows: labels.length });
  }
  return merged;
}

async function readImage(part: RawPart, row: number, stored: ImageInput): Promise<Uint8Array> {
  const imageBytes = stored.height * stored.width * stored.channels;
  let at = row * imageBytes;
  for await (const block of part.blocks()) {
    if (at < block.length) return block.subarray(at, at + imageBytes);
    at -= block.length;
  }
  throw new Error(`There is no image ${row}`);
}

async function resizeBlock(
  block: Uint8Array,
  from: ImageInput,
  to: ImageInput,
): Promise<Uint8Array> {
  const imageBytes = from.height * from.width * from.channels;
  const resized: Uint8Array[] = [];
  for (let at = 0; at < block.length; at += imageBytes) {
    resized.push(await resizePixels(block.subarray(at, at + imageBytes), from, to));
  }
  return Buffer.concat(resized);
}
