import type { Sharp, SharpOptions } from 'sharp';
import type { SampleInput } from '../../../app/dataset/dataset.ts';
import { pictureWindow } from '../../../app/dataset/picture-window.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { type ImageFacts, readPlainHeader } from './image-header.ts';
import { decodeUncompressed } from './uncompressed.ts';

export type ImageInput = Extract<SampleInput, { kind: 'image' }>;

/** A larger picture takes more memory than a class of thirty machines has to spare. */
export const MOST_PIXELS = 100_000_000;
const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'];
/** Names of files that sharp does not read. */
const UNCOMPRESSED_NAME = /\.(bmp|dib|p[pgn]m)$/i;

/** Reads an image file's header. Throws `ExpectedFailure` for files that are no image, or a huge one. */
export async function inspectImage(path: string): Promise<ImageFacts> {
  const plain = await readPlainHeader(path);
  if (plain !== null) return checkPixels(plain, path);
  const image = await open(path);
  const metadata = await image.metadata().catch((cause: unknown) => rejectImage(cause, path));
  const format = metadata.compression === 'av1' ? 'avif' : metadata.format;
  if (!FORMATS.includes(format)) return rejectImage(null, path);
  const { height, width } = metadata.autoOrient;
  const greyscale = metadata.space === 'b-w' || metadata.space === 'grey16';
  return checkPixels({ height, width, greyscale }, path);
}

function checkPixels(facts: ImageFacts, path: string): ImageFacts {
  const pixels = facts.height * facts.width;
  const { mostPixels: maximumPixels = MOST_PIXELS } = facts;
  if (pixels <= maximumPixels) return facts;
  const limit = { pixels, maximumPixels };
  throw new ExpectedFailure({ code: 'dataset/image-too-large', path, ...limit });
}

/**
 * Decodes an image file to uint8 [height, width, channels], upright, brought to the sample as it is asked for, on
 * white where it is transparent. Throws `ExpectedFailure` for files that are no image.
 */
export async function decodeImage(path: string, input: ImageInput): Promise<Uint8Array> {
  await inspectImage(path);
  return decodeInspected(path, input);
}

/** The same for a file whose header was read before. */
export async function decodeInspected(path: string, input: ImageInput): Promise<Uint8Array> {
  if (UNCOMPRESSED_NAME.test(path)) return (await decodePlain(path, input)) ?? decode(path, input);
  return decode(path, input).catch(async (cause: unknown) => {
    // A bitmap may be called JPEG: whatever is no other image is tried as one.
    const plain = await decodePlain(path, input);
    if (plain === null) throw cause;
    return plain;
  });
}

async function decode(path: string, input: ImageInput): Promise<Uint8Array> {
  const image = (await open(path)).autoOrient().flatten({ background: '#ffffff' });
  const size = looksAtPart(input) ? await inspectImage(path) : null;
  return toPixels(image, input, size).catch((cause: unknown) => rejectImage(cause, path));
}

/** Null for a file that is compressed, or no image. */
async function decodePlain(path: string, input: ImageInput): Promise<Uint8Array | null> {
  const plain = await decodeUncompressed(path);
  return plain === null ? null : resizePixels(plain.pixels, plain.size, input);
}

/** A picture whole and in its own shape, no side longer than asked for. */
export async function readWhole(
  path: string,
  longest: number,
): Promise<{ readonly pixels: Uint8Array; readonly size: ImageInput }> {
  const { height, width, greyscale } = await inspectImage(path);
  const scale = Math.min(1, longest / Math.max(height, width));
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  const size: ImageInput = {
    kind: 'image',
    height: side(height),
    width: side(width),
    channels: greyscale ? 1 : 3,
  };
  return { pixels: await decodeInspected(path, size), size };
}

/** Brings raw pixels to another size and number of channels. */
export async function resizePixels(
  pixels: Uint8Array,
  from: ImageInput,
  to: ImageInput,
): Promise<Uint8Array> {
  return toPixels(await fromPixels(pixels, from), to, from);
}

/** Thumbnails are at most so wide and high. */
const THUMBNAIL_PX = 128;

/** Raw pixels as the data URL of a small picture: as they are where they are few, else scaled down. */
export async function thumbnailUrl(pixels: Uint8Array, input: ImageInput): Promise<string> {
  if (input.height <= THUMBNAIL_PX && input.width <= THUMBNAIL_PX) return pngDataUrl(pixels, input);
  const image = await fromPixels(pixels, input);
  const small = image.resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'inside' });
  const webp = await small.webp({ quality: 80 }).toBuffer();
  return `data:image/webp;base64,${webp.toString('base64')}`;
}

/** Raw pixels as a PNG data URL. */
export async function pngDataUrl(pixels: Uint8Array, input: ImageInput): Promise<string> {
  const image = await fromPixels(pixels, input);
  const png = await image.png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

function open(path: string): Promise<Sharp> {
  return load(path, { failOn: 'error', limitInputPixels: MOST_PIXELS });
}

function fromPixels(pixels: Uint8Array, { height, width, channels }: ImageInput): Promise<Sharp> {
  if (channels !== 1 && channels !== 3) throw new Error(`Images have 1 or 3 channels: ${channels}`);
  return load(pixels, { raw: { height, width, channels } });
}

/** sharp is loaded on first use: a host that imports nothing starts without it. */
async function load(source: string | Uint8Array, options: SharpOptions): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  // Decoding runs beside training: one thread an image, and no cache of files that may change.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp(source, options);
}

/** Whether pictures of another shape are neither stretched nor kept whole. */
function looksAtPart({ fit, crop }: ImageInput): boolean {
  return fit !== undefined || crop !== undefined;
}

/** @param size of the picture, where a part of it is looked at */
async function toPixels(
  image: Sharp,
  input: ImageInput,
  size: { readonly height: number; readonly width: number } | null,
): Promise<Uint8Array> {
  const { height, width, channels } = input;
  const { data } = await (size !== null && looksAtPart(input)
    ? withinSample(image, input, size)
    : image.resize(width, height, { fit: 'fill' })
  )
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (data.length !== height * width * channels) {
    throw new Error(`Decoding gave ${data.length} bytes for ${height} × ${width} × ${channels}`);
  }
  return data;
}

/** The part of a picture that is looked at, brought to the sample's size; black where it does not reach. */
function withinSample(
  image: Sharp,
  input: ImageInput,
  size: { readonly height: number; readonly width: number },
): Sharp {
  const { to, ...part } = pictureWindow(size, input);
  const [top, left] = [
    Math.floor((input.height - to.height) / 2),
    Math.floor((input.width - to.width) / 2),
  ];
  return image
    .extract(part)
    .resize(to.width, to.height, { fit: 'fill' })
    .extend({
      top,
      left,
      bottom: input.height - to.height - top,
      right: input.width - to.width - left,
      background: '#000000',
    });
}

/** sharp has no error codes: whatever it throws about a file that can be read means a bad image. */
function rejectImage(cause: unknown, path: string): never {
  const pixels = cause instanceof Error && /pixel limit/.test(cause.message);
  throw new ExpectedFailure(
    pixels
      ? {
          code: 'dataset/image-too-large',
          path,
          pixels: MOST_PIXELS + 1,
          maximumPixels: MOST_PIXELS,
        }
      : { code: 'dataset/image-unreadable', path },
  );
}
