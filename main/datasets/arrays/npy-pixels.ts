import { fail, ok, type Result } from '../../../app/errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { IMAGES_AT_ONCE } from '../images/image-dataset.ts';
import { type ImageInput, MOST_PIXELS } from '../images/pixels.ts';
import { type NpyArray, readNpyBlocks } from './npy-array.ts';
import { npyNumbers } from './npy-numbers.ts';

/** A block of images is about as large at most, unless one image is larger. */
const BLOCK_BYTES = 16 * 1024 ** 2;
const LARGEST_BYTE = 255;

/** How the numbers of images stand in an array. */
export interface PixelLayout {
  readonly input: ImageInput;
  /** Whether each image is a plane for each channel, as PyTorch has them. */
  readonly channelsFirst: boolean;
}

/** The scale that pixels are given on, and what was found of it. */
export interface PixelScale {
  /** Numbers that become 0 and 255. */
  readonly from: number;
  readonly to: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Scales, the first that holds all numbers being taken; of whole numbers, not the first and the third. */
const SCALES = [
  { from: 0, to: 1, whole: false },
  { from: 0, to: 255, whole: true },
  { from: -1, to: 1, whole: false },
  { from: 0, to: 65_535, whole: true },
] as const;

/** The images' size, where the array is one of grey or coloured pictures, row by row. */
export function pixelLayout(path: string, { header }: NpyArray): Result<PixelLayout> {
  const { kind, itemBytes, shape, fortran } = header;
  const found = `(${shape.join(', ')})`;
  if (kind === 'U' || kind === 'S') {
    return fail(wrong(path, 'image-type', `${kind}${itemBytes}`));
  }
  const [, first = 0, second = 0, third = 1] = shape;
  const isColour = (size: number) => size === 1 || size === 3;
  const channelsFirst = shape.length === 4 && !isColour(third) && isColour(first);
  const axes = shape.length === 3 || shape.length === 4;
  if (!axes || (!isColour(third) && !channelsFirst)) return fail(wrong(path, 'shape', found));
  const [height, width, channels] = channelsFirst ? [second, third, first] : [first, second, third];
  if (height * width > MOST_PIXELS) {
    const limit = { pixels: height * width, maximumPixels: MOST_PIXELS };
    return fail({ code: 'dataset/image-too-large', path, ...limit });
  }
  if (fortran) return fail(wrong(path, 'fortran', found));
  return ok({ input: { kind: 'image', height, width, channels }, channelsFirst });
}

/** Whether pixels are bytes, which are stored as they are. */
export function areBytes({ header }: NpyArray): boolean {
  return header.kind === 'u' && header.itemBytes === 1;
}

/** Finds the scale that all of some arrays are on, all of whose numbers are read. Throws `ExpectedFailure`. */
export async function findScale(
  arrays: readonly NpyArray[],
  signal?: AbortSignal,
): Promise<Result<PixelScale>> {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const array of arrays) {
    let row = 0;
    for await (const block of readNpyBlocks(array, rowsAtOnce(array), signal)) {
      const numbers = npyNumbers(block, array.header);
      for (let at = 0; at < numbers.length; at += 1) {
        const value = numbers[at] ?? 0;
        if (!Number.isFinite(value)) {
          const place = row + Math.floor((at * array.header.itemBytes) / array.rowBytes) + 1;
          throw new ExpectedFailure(wrong(array.source.path, 'pixel', `${value} (${place})`));
        }
        if (value < lowest) lowest = value;
        if (value > highest) highest = value;
      }
      row += block.length / array.rowBytes;
    }
  }
  const isWhole = arrays.some(({ header }) => header.kind === 'i' || header.kind === 'u');
  const scale = SCALES.find(
    ({ from, to, whole }) => lowest >= from && highest <= to && (whole || !isWhole),
  );
  if (scale === undefined) {
    const path = arrays[0]?.source.path ?? '';
    return fail(wrong(path, 'pixel-range', `${shown(lowest)} … ${shown(highest)}`));
  }
  return ok({ from: scale.from, to: scale.to, lowest, highest });
}

/** All images in order, in blocks of bytes [images, height, width, channels]. @param scale null for bytes */
export async function* pixelBlocks(
  array: NpyArray,
  layout: PixelLayout,
  scale: PixelScale | null,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const block of readNpyBlocks(array, rowsAtOnce(array), signal)) {
    const bytes = scale === null ? block : scaled(npyNumbers(block, array.header), scale);
    yield layout.channelsFirst ? interleaved(bytes, layout.input) : bytes;
  }
}

function rowsAtOnce({ rowBytes }: NpyArray): number {
  return Math.min(IMAGES_AT_ONCE, Math.ceil(BLOCK_BYTES / rowBytes));
}

function scaled(numbers: ArrayLike<number>, { from, to }: PixelScale): Uint8Array {
  const bytes = new Uint8Array(numbers.length);
  const factor = LARGEST_BYTE / (to - from);
  for (let at = 0; at < numbers.length; at += 1) {
    bytes[at] = Math.round(((numbers[at] ?? 0) - from) * factor);
  }
  return bytes;
}

/** Planes of channels, one behind the other, become pixels of so many bytes. */
function interleaved(planes: Uint8Array, { height, width, channels }: ImageInput): Uint8Array {
  const plane = height * width;
  const pixels = new Uint8Array(planes.length);
  for (let image = 0; image < planes.length; image += plane * channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let at = 0; at < plane; at += 1) {
        pixels[image + at * channels + channel] = planes[image + channel * plane + at] ?? 0;
      }
    }
  }
  return pixels;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function wrong(
  path: string,
  problem: 'image-type' | 'shape' | 'fortran' | 'pixel' | 'pixel-range',
  found: string,
) {
  return { code: 'dataset/image-data-invalid', path, problem, found } as const;
}
