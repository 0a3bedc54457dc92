import { basename } from 'node:path';
import { countClasses, orderNames } from '../../../app/dataset/classes.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { suggestName } from '../../../app/dataset/name.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { findIdxPairs, type IdxPair } from '../images/idx-files.ts';
import { type IdxFile, openIdx, readIdxBlocks } from '../images/idx-reader.ts';
import {
  givenSplits,
  IMAGES_AT_ONCE,
  type ImageSource,
  prepareImages,
  previewImages,
} from '../images/image-dataset.ts';
import { type ImageInput, resizePixels } from '../images/pixels.ts';
import type { Importer } from '../importer.ts';

const LABELS_AT_ONCE = 65_536;

/** MNIST's format: a file of images and a file of labels, plain or gzip, alone or as train and t10k. */
export const idxImporter: Importer = {
  async preview({ path, options }, format) {
    const source = await openPairs(path, options);
    if (!source.ok) return source;
    const counts = countClasses(source.value.classes, source.value.labels);
    const suggestedName = suggestName(basename(path));
    return ok(await previewImages(source.value, counts, { path, format, suggestedName }));
  },

  async prepare(work) {
    const source = await openPairs(work.path, work.options, work.signal);
    if (!source.ok) return source;
    const counts = countClasses(source.value.classes, source.value.labels);
    return prepareImages(source.value, counts, work);
  },
};

/** An opened pair: the header of its images, and all of its labels. */
interface OpenPair {
  readonly pair: IdxPair;
  readonly images: IdxFile;
  readonly input: ImageInput;
  readonly labels: Uint8Array;
}

async function openPairs(
  path: string,
  options: ImportOptions,
  signal?: AbortSignal,
): Promise<Result<ImageSource>> {
  const pairs = await findIdxPairs(path);
  if (!pairs.ok) return pairs;
  const opened: OpenPair[] = [];
  for (const pair of pairs.value) {
    const next = await openPair(pair, signal);
    if (!next.ok) return next;
    const [first = next.value] = opened;
    if (first.images.rowBytes !== next.value.images.rowBytes) {
      const found = next.value.images.sizes.slice(1).join(' × ');
      return fail({ code: 'dataset/idx-header', path: pair.images, offset: 8, found });
    }
    opened.push(next.value);
  }
  return ok(combine(opened, options));
}

async function openPair(pair: IdxPair, signal?: AbortSignal): Promise<Result<OpenPair>> {
  const images = await openIdx(pair.images, [3, 4]);
  if (!images.ok) return images;
  const labelFile = await openIdx(pair.labels, [1]);
  if (!labelFile.ok) return labelFile;
  const [rows = 0, height = 0, width = 0, channels = 1] = images.value.sizes;
  if (channels !== 1 && channels !== 3) {
    const found = `${channels}`;
    return fail({ code: 'dataset/idx-header', path: pair.images, offset: 16, found });
  }
  const [labelRows = 0] = labelFile.value.sizes;
  if (labelRows !== rows) {
    return fail({ code: 'dataset/idx-count-mismatch', images: rows, labels: labelRows });
  }
  const blocks: Uint8Array[] = [];
  for await (const block of readIdxBlocks(labelFile.value, LABELS_AT_ONCE, signal)) {
    blocks.push(block);
  }
  const input = { kind: 'image', height, width, channels } as const;
  return ok({ pair, images: images.value, input, labels: Buffer.concat(blocks) });
}

function combine(opened: readonly OpenPair[], options: ImportOptions): ImageSource {
  const values = opened.flatMap(({ labels }) => [...new Set(labels)]);
  const classes = orderNames([...new Set(values)].map(String));
  const labelOf = new Int32Array(256);
  for (const [label, name] of classes.entries()) labelOf[Number(name)] = label;
  const rows = opened.reduce((sum, { labels }) => sum + labels.length, 0);
  const labels = new Int32Array(rows);
  let from = 0;
  for (const pair of opened) {
    for (const [at, value] of pair.labels.entries()) labels[from + at] = labelOf[value] ?? 0;
    from += pair.labels.length;
  }
  const stored = opened[0]?.input ?? { kind: 'image', height: 1, width: 1, channels: 1 };
  const input: ImageInput = { ...stored, ...options.imageSize };
  const { height, width } = input;
  const resized = height !== stored.height || width !== stored.width;
  const adapt = (block: Uint8Array) => (resized ? resizeBlock(block, stored, input) : block);
  return {
    classes,
    labels,
    given: givenSplits(
      opened.map((pair) => ({ split: pair.pair.split, rows: pair.labels.length })),
    ),
    input,
    warnings: resized ? [{ kind: 'images-resized', from: rows, height, width }] : [],
    async *blocks(signal) {
      for (const { images } of opened) {
        for await (const block of readIdxBlocks(images, IMAGES_AT_ONCE, signal)) yield adapt(block);
      }
    },
    async image(row) {
      let before = row;
      for (const { images, labels: own } of opened) {
        if (before < own.length) return adapt(await readImage(images, before));
        before -= own.length;
      }
      throw new Error(`There is no image ${row}`);
    },
  };
}

async function readImage(images: IdxFile, row: number): Promise<Uint8Array> {
  let from = 0;
  for await (const block of readIdxBlocks(images, IMAGES_AT_ONCE)) {
    const at = (row - from) * images.rowBytes;
    if (at < block.length) return block.subarray(at, at + images.rowBytes);
    from += IMAGES_AT_ONCE;
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
