import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { CIFAR_PIXEL_BYTES, findCifarFiles } from '../images/cifar-files.ts';
import { IMAGES_AT_ONCE, type ImageSource } from '../images/image-dataset.ts';
import { imageImporter } from '../images/image-importer.ts';
import { type RawPart, rawImages } from '../images/raw-images.ts';
import { rowBlocks } from '../images/row-blocks.ts';
import { inspectFile, openBytes, readHead, type SourceFile } from '../open-bytes.ts';

const STORED = { kind: 'image', height: 32, width: 32, channels: 3 } as const;
const PLANE_BYTES = STORED.height * STORED.width;
/** Two hundred and fifty-six names, as many as a label can tell apart, of any sensible length. */
const MOST_NAMES_BYTES = 64 * 1024;
/** Larger data is not of this format; checked before anything is read. */
const LARGEST_FILE_BYTES = 64 * 1024 ** 3;

/** CIFAR-10 and CIFAR-100 in their binary version, whole folders or single files. */
export const cifarImporter = imageImporter(({ path, options, signal }) =>
  openCifar(path, options, signal),
);

async function openCifar(
  path: string,
  options: ImportOptions,
  signal?: AbortSignal,
): Promise<Result<ImageSource>> {
  const found = await findCifarFiles(path);
  if (!found.ok) return found;
  const { files, namesPath, labelBytes } = found.value;
  const names = namesPath === null ? ok(null) : await readNames(namesPath);
  if (!names.ok) return names;
  const read: (Pick<RawPart, 'split' | 'blocks'> & { readonly values: Uint8Array })[] = [];
  for (const { path: place, split } of files) {
    const file = await inspectFile(place);
    if (!file.ok) return file;
    const { sizeBytes } = file.value;
    if (sizeBytes === 0) return fail({ code: 'dataset/empty', path: place });
    if (sizeBytes > LARGEST_FILE_BYTES) {
      const limit = { bytes: sizeBytes, maximumBytes: LARGEST_FILE_BYTES };
      return fail({ code: 'dataset/too-large', path: place, ...limit });
    }
    const values = await readLabels(file.value, labelBytes, signal);
    const known = names.value?.length ?? 256;
    const row = values.findIndex((value) => value >= known);
    if (row >= 0) {
      const wrong = `${values[row]} (${row + 1})`;
      return fail({
        code: 'dataset/image-data-invalid',
        path: place,
        problem: 'label',
        found: wrong,
      });
    }
    read.push({ split, values, blocks: (abort) => pixelBlocks(file.value, labelBytes, abort) });
  }
  const present = [...new Set(read.flatMap(({ values }) => [...new Set(values)]))].toSorted(
    (left, right) => left - right,
  );
  const nameOf = (value: number) => names.value?.[value] ?? String(value);
  const classes = [...new Set(present.map(nameOf))];
  const labelOf = Int32Array.from({ length: 256 }, (_, value) => classes.indexOf(nameOf(value)));
  const parts = read.map(({ values, ...part }) => ({
    ...part,
    labels: Int32Array.from(values, (value) => labelOf[value] ?? 0),
  }));
  return ok(rawImages({ classes, parts, stored: STORED }, options));
}

/** Names of the classes, a line each. */
async function readNames(path: string): Promise<Result<readonly string[]>> {
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const { bytes, complete } = await readHead(openBytes(file.value), MOST_NAMES_BYTES);
  if (!complete) {
    const limit = { bytes: file.value.sizeBytes, maximumBytes: MOST_NAMES_BYTES };
    return fail({ code: 'dataset/too-large', path, ...limit });
  }
  const lines = new TextDecoder().decode(bytes).split('\n');
  return ok(lines.map((line) => line.trim()).filter((line) => line !== ''));
}

async function readLabels(
  file: SourceFile,
  labelBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const recordBytes = labelBytes + CIFAR_PIXEL_BYTES;
  const labels: Uint8Array[] = [];
  for await (const block of records(file, labelBytes, signal)) {
    const images = block.length / recordBytes;
    labels.push(
      Uint8Array.from(
        { length: images },
        (_, image) => block[image * recordBytes + labelBytes - 1] ?? 0,
      ),
    );
  }
  return Buffer.concat(labels);
}

async function* pixelBlocks(
  file: SourceFile,
  labelBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const recordBytes = labelBytes + CIFAR_PIXEL_BYTES;
  for await (const block of records(file, labelBytes, signal)) {
    const images = block.length / recordBytes;
    const pixels = new Uint8Array(images * CIFAR_PIXEL_BYTES);
    for (let image = 0; image < images; image += 1) {
      const from = image * recordBytes + labelBytes;
      interleave(block.subarray(from, from + CIFAR_PIXEL_BYTES), pixels, image * CIFAR_PIXEL_BYTES);
    }
    yield pixels;
  }
}

/** Planes of red, green and blue, one behind the other, become pixels of three bytes. */
function interleave(planes: Uint8Array, pixels: Uint8Array, from: number): void {
  for (let channel = 0; channel < 3; channel += 1) {
    for (let at = 0; at < PLANE_BYTES; at += 1) {
      pixels[from + at * 3 + channel] = planes[channel * PLANE_BYTES + at] ?? 0;
    }
  }
}

/** Blocks of whole records; throws `ExpectedFailure` where the file does not end with one. */
async function* records(
  file: SourceFile,
  labelBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const rowBytes = labelBytes + CIFAR_PIXEL_BYTES;
  const layout = { headerBytes: 0, rowBytes, rowsPerBlock: IMAGES_AT_ONCE };
  const bytes = yield* rowBlocks(openBytes(file, signal), layout);
  if (bytes > 0 && bytes % rowBytes === 0) return;
  const found = `${bytes} ≠ n × ${rowBytes}`;
  const problem = 'length';
  throw new ExpectedFailure({
    code: 'dataset/image-data-invalid',
    path: file.path,
    problem,
    found,
  });
}
