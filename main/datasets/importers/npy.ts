import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { ImageDataProblem } from '../../../app/failures/dataset-errors.ts';
import { tellPath } from '../archives/tell-path.ts';
import { Unpacker } from '../archives/unpacker.ts';
import { unpackZip } from '../archives/zip.ts';
import { type ArrayPair, findArrayPairs } from '../arrays/array-files.ts';
import { type NpyArray, openNpy } from '../arrays/npy-array.ts';
import { type NpyLabels, readNpyLabels } from '../arrays/npy-labels.ts';
import {
  areBytes,
  findScale,
  type PixelLayout,
  pixelBlocks,
  pixelLayout,
} from '../arrays/npy-pixels.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import type { ImageSource } from '../images/image-dataset.ts';
import { imageImporter, type OpenWork } from '../images/image-importer.ts';
import { rawImages } from '../images/raw-images.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';
import { startsWith } from '../recognition/sight.ts';

const UNPACKED_FOLDER = 'arrays';
const ZIP_MARK = 'PK';

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
  readonly layout: PixelLayout;
  readonly labels: NpyLabels;
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
    const sizes = ({ layout: { input, channelsFirst } }: OpenPair) =>
      [input.height, input.width, input.channels, channelsFirst].join();
    if (sizes(first) !== sizes(next.value)) return refuse(pair.images, 'shape', shapeText(shape));
    opened.push(next.value);
  }
  const arrays = opened.map(({ images }) => images);
  const found = arrays.every(areBytes) ? ok(null) : await findScale(arrays, signal);
  if (!found.ok) return found;
  const scale = found.value;
  const classes = orderNames([...new Set(opened.flatMap(({ labels }) => labels.names))]);
  const indexOf = new Map(classes.map((name, label) => [name, label]));
  const parts = opened.map(({ pair, images, layout, labels }) => {
    const labelOf = labels.names.map((name) => indexOf.get(name) ?? 0);
    return {
      split: pair.split,
      labels: labels.indices.map((index) => labelOf[index] ?? 0),
      blocks: (abort?: AbortSignal) => pixelBlocks(images, layout, scale, abort),
    };
  });
  const [first] = opened;
  const stored = first?.layout.input ?? { kind: 'image', height: 1, width: 1, channels: 1 };
  const source = rawImages({ classes, parts, stored }, options);
  const spread = Math.max(0, ...opened.map(({ labels }) => labels.columns));
  return ok({
    ...source,
    warnings: [
      ...source.warnings,
      ...(scale === null ? [] : [{ kind: 'pixels-scaled', ...scale } as const]),
      ...(first?.layout.channelsFirst === true
        ? [{ kind: 'channels-first', channels: stored.channels } as const]
        : []),
      ...(spread > 0 ? [{ kind: 'labels-spread', columns: spread } as const] : []),
    ],
  });
}

async function openPair(pair: ArrayPair, signal?: AbortSignal): Promise<Result<OpenPair>> {
  const images = await openNpy(pair.images);
  if (!images.ok) return images;
  const labels = await openNpy(pair.labels);
  if (!labels.ok) return labels;
  const layout = pixelLayout(pair.images, images.value);
  if (!layout.ok) return layout;
  const read = await readNpyLabels(labels.value, signal);
  const [rows = 0] = labels.value.header.shape;
  const [imageRows = 0] = images.value.header.shape;
  if (rows !== imageRows) return refuse(pair.labels, 'count', `${rows} ≠ ${imageRows}`);
  return ok({ pair, images: images.value, layout: layout.value, labels: read });
}

function refuse(path: string, problem: ImageDataProblem, found: string) {
  return fail({ code: 'dataset/image-data-invalid', path, problem, found });
}

function shapeText(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}
