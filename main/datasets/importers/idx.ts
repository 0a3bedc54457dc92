import { orderNames } from '../../../app/dataset/classes.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { findIdxPairs, type IdxPair } from '../images/idx-files.ts';
import { type IdxFile, openIdx, readIdxBlocks } from '../images/idx-reader.ts';
import { IMAGES_AT_ONCE, type ImageSource } from '../images/image-dataset.ts';
import { imageImporter } from '../images/image-importer.ts';
import type { ImageInput } from '../images/pixels.ts';
import { rawImages } from '../images/raw-images.ts';

const LABELS_AT_ONCE = 65_536;

/** MNIST's format: a file of images and a file of labels, plain or gzip, alone or as train and t10k. */
export const idxImporter = imageImporter(({ path, options, signal }) =>
  openPairs(path, options, signal),
);

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
  const parts = opened.map(({ pair, images, labels }) => ({
    split: pair.split,
    labels: Int32Array.from(labels, (value) => labelOf[value] ?? 0),
    blocks: (signal?: AbortSignal) => readIdxBlocks(images, IMAGES_AT_ONCE, signal),
  }));
  const stored = opened[0]?.input ?? { kind: 'image', height: 1, width: 1, channels: 1 };
  return rawImages({ classes, parts, stored }, options);
}
