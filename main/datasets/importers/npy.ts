import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { ImageDataProblem } from '../../../app/failures/dataset-errors.ts';
import { tellPath } from '../archives/tell-path.ts';
import { Unpacker } from '../archives/unpacker.ts';
import { unpackZip } from '../archives/zip.ts';
import { type ArrayPair, findArrayPairs } from '../arrays/array-files.ts';
import { type NpyArray, openNpy, readNpyBlocks, readNpyIntegers } from '../arrays/npy-array.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { IMAGES_AT_ONCE, type ImageSource } from '../images/image-dataset.ts';
import { imageImporter, type OpenWork } from '../images/image-importer.ts';
import { type ImageInput, MOST_PIXELS } from '../images/pixels.ts';
import { rawImages } from '../images/raw-images.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';
import { startsWith } from '../recognition/sight.ts';

const UNPACKED_FOLDER = 'arrays';
const ZIP_MARK = 'PK';
/** A block of images is about as large at most, unless one image is larger. */
const BLOCK_BYTES = 16 * 1024 ** 2;

/** NumPy's arrays: `x` and `y` with or without splits in their names, in one NPZ file or as files of a folder. */
export const npyImporter = imageImporter(async (work) => {
  const { path } = work;
  if ((await stat(path)).isDirectory() || !(await isZip(path))) return openArrays(work, path);
  const folder = join(work.scratch, UNPACKED_FOLDER);
  await mkdir(folder);
  const inNpz = (inside: string) =>
    inside.startsWith(folder) ? path + inside.slice(folder.length) : inside;
  try {
    const { size } = await stat(path);
    await unpackZip(path, size, new Unpacker(path, size, folder), work.signal);
    const opened = await openArrays(work, folder);
    return opened.ok ? opened : fail(tellPath(opened.error, inNpz));
  } catch (cause) {
    if (cause instanceof ExpectedFailure) return fail(tellPath(cause.error, inNpz));
    throw cause;
  }
});

async function isZip(path: string): Promise<boolean> {
  const file = await inspectFile(path);
  if (!file.ok || file.value.gzip) return false;
  const { bytes } = await readHead(openBytes(file.value), ZIP_MARK.length);
  return startsWith(bytes, ZIP_MARK);
}

/** An opened pair: its images' header, and all of its labels. */
interface OpenPair {
  readonly pair: ArrayPair;
  readonly images: NpyArray;
  readonly input: ImageInput;
  readonly labels: Awaited<ReturnType<typeof readNpyIntegers>>;
}

async function openArrays(
  { path, options, signal }: OpenWork,
  place: string,
): Promise<Result<ImageSource>> {
  const pairs = await findArrayPairs(place, path);
  if (!pairs.ok) return pairs;
  const opened: OpenPair[] = [];
  for (const pair of pairs.value) {
    const next = await openPair(pair, signal);
    if (!next.ok) return next;
    const [first = next.value] = opened;
    const { shape } = next.value.images.header;
    const sizes = ({ input }: OpenPair) => [input.height, input.width, input.channels].join();
    if (sizes(first) !== sizes(next.value)) return refuse(pair.images, 'shape', shapeText(shape));
    opened.push(next.value);
  }
  const classes = orderNames([...new Set(opened.flatMap(({ labels }) => labels.names))]);
  const indexOf = new Map(classes.map((name, label) => [name, label]));
  const parts = opened.map(({ pair, images, labels }) => {
    const labelOf = labels.names.map((name) => indexOf.get(name) ?? 0);
    const atOnce = Math.min(IMAGES_AT_ONCE, Math.ceil(BLOCK_BYTES / images.rowBytes));
    return {
      split: pair.split,
      labels: labels.indices.map((index) => labelOf[index] ?? 0),
      blocks: (abort?: AbortSignal) => readNpyBlocks(images, atOnce, abort),
    };
  });
  const stored = opened[0]?.input ?? { kind: 'image', height: 1, width: 1, channels: 1 };
  return ok(rawImages({ classes, parts, stored }, options));
}

async function openPair(pair: ArrayPair, signal?: AbortSignal): Promise<Result<OpenPair>> {
  const images = await openNpy(pair.images);
  if (!images.ok) return images;
  const labels = await openNpy(pair.labels);
  if (!labels.ok) return labels;
  const input = imagesOf(pair.images, images.value);
  if (!input.ok) return input;
  const { kind, itemBytes, shape } = labels.value.header;
  if (kind !== 'i' && kind !== 'u') {
    return refuse(pair.labels, 'label-type', `${kind}${itemBytes}`);
  }
  const [rows = 0, ...others] = shape;
  // Keras gives CIFAR's labels a second axis of one.
  if (shape.length === 0 || others.some((size) => size !== 1)) {
    return refuse(pair.labels, 'label-shape', shapeText(shape));
  }
  const [imageRows = 0] = images.value.header.shape;
  if (rows !== imageRows) return refuse(pair.labels, 'count', `${rows} ≠ ${imageRows}`);
  return ok({
    pair,
    images: images.value,
    input: input.value,
    labels: await readNpyIntegers(labels.value, signal),
  });
}

/** The images' size, where the array is one of grey or coloured bytes, row by row. */
function imagesOf(path: string, { header }: NpyArray): Result<ImageInput> {
  const { kind, itemBytes, shape, fortran } = header;
  if (kind !== 'u' || itemBytes !== 1) return refuse(path, 'image-type', `${kind}${itemBytes}`);
  const [, height = 0, width = 0, channels = 1] = shape;
  const axes = shape.length === 3 || shape.length === 4;
  if (!axes || (channels !== 1 && channels !== 3)) return refuse(path, 'shape', shapeText(shape));
  if (height * width > MOST_PIXELS) {
    const limit = { pixels: height * width, maximumPixels: MOST_PIXELS };
    return fail({ code: 'dataset/image-too-large', path, ...limit });
  }
  if (fortran) return refuse(path, 'fortran', shapeText(shape));
  return ok({ kind: 'image', height, width, channels });
}

function refuse(path: string, problem: ImageDataProblem, found: string) {
  return fail({ code: 'dataset/image-data-invalid', path, problem, found });
}

function shapeText(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}
