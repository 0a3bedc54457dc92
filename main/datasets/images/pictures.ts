import { type ImportOptions, SPLITS } from '../../../app/dataset/dataset.ts';
import { chosenImages, imageInput } from '../../../app/dataset/recipes/image-recipe.ts';
import { sourceImages } from '../../../app/dataset/source-images.ts';
import type { FolderImages } from './folder-images.ts';
import { givenSplits, IMAGES_AT_ONCE, type ImageSource } from './image-dataset.ts';
import type { ImageFacts } from './image-header.ts';
import { originalFile } from './original-picture.ts';
import { decodeImage, decodeInspected, type ImageInput, inspectImage } from './pixels.ts';

/** Images are scaled down to this, unless the user says otherwise. */
const LARGEST_DEFAULT_SIDE = 64;
/** Files looked at or decoded at the same time. */
const FILES_AT_ONCE = 4;

/** Labelled image files, training first, whose headers are all read. Throws `ExpectedFailure` for one that is no image. */
export async function openPictures(
  listed: FolderImages,
  options: ImportOptions,
  signal?: AbortSignal,
): Promise<ImageSource> {
  const { classes, images } = listed;
  const facts = await mapInOrder(images, (image) => inspectImage(image.path), signal);
  const input = imageInput(chosenImages(options), {
    ...commonSize(facts),
    channels: facts.every(({ greyscale }) => greyscale) ? 1 : 3,
  });
  const { height, width } = input;
  const resized = facts.filter((image) => image.height !== height || image.width !== width).length;
  return {
    classes,
    ...(listed.unlabelled === true && { unlabelled: true }),
    labels: Int32Array.from(images, ({ label }) => label),
    given: givenSplits(countParts(listed)),
    input,
    sourceImages: sourceImages(facts),
    warnings: [
      ...listed.warnings,
      ...(resized > 0 ? [{ kind: 'images-resized', from: resized, height, width } as const] : []),
    ],
    blocks: (abort) => decodeBlocks(images, input, abort),
    async image(row) {
      return decodeImage(images[row]?.path ?? '', input);
    },
    original: (row) => originalFile(images[row]?.path ?? ''),
  };
}

/** The most common size, the smaller of equally common ones, scaled down to fit in a square. */
export function commonSize(
  facts: readonly ImageFacts[],
  largestSide = LARGEST_DEFAULT_SIDE,
): { height: number; width: number } {
  const counts = new Map<string, ImageFacts & { count: number }>();
  for (const image of facts) {
    const key = `${image.height}×${image.width}`;
    const known = counts.get(key) ?? { ...image, count: 0 };
    known.count += 1;
    counts.set(key, known);
  }
  const [common] = [...counts.values()].sort(
    (left, right) =>
      right.count - left.count || left.height * left.width - right.height * right.width,
  );
  const { height, width } = common ?? { height: 1, width: 1 };
  const scale = Math.min(1, largestSide / Math.max(height, width));
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { height: scaled(height), width: scaled(width) };
}

function countParts({ images }: FolderImages) {
  return SPLITS.map((split) => ({
    split,
    rows: images.filter((image) => image.split === split).length,
  })).filter(({ rows }) => rows > 0);
}

/** Decodes images whose headers were read, in order and in blocks: the next while one is written. */
export async function* decodeBlocks(
  images: readonly { readonly path: string }[],
  input: ImageInput,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const decode = async (from: number) => {
    const block = images.slice(from, from + IMAGES_AT_ONCE);
    return Buffer.concat(
      await mapInOrder(block, ({ path }) => decodeInspected(path, input), signal),
    );
  };
  let coming = decode(0);
  for (let from = 0; from < images.length; from += IMAGES_AT_ONCE) {
    const block = await coming;
    coming = decode(from + IMAGES_AT_ONCE);
    // It may fail while nobody waits for it yet.
    coming.catch(() => undefined);
    yield block;
  }
}

/**
 * Results in the order of the items, a few at a time, the next as soon as one is done; of several that fail, the
 * first is told.
 */
export async function mapInOrder<Item, Value>(
  items: readonly Item[],
  map: (item: Item) => Promise<Value>,
  signal?: AbortSignal,
): Promise<Value[]> {
  const values = new Array<Value>(items.length);
  const failures = new Map<number, unknown>();
  const queue = items.entries();
  const work = async () => {
    for (const [at, item] of queue) {
      signal?.throwIfAborted();
      try {
        values[at] = await map(item);
      } catch (cause) {
        failures.set(at, cause);
      }
      // Those before it are on their way, and may fail too.
      if (failures.size > 0) return;
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return values;
}
