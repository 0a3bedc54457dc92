import { type ImageInput, pngDataUrl, readWhole, resizePixels } from './pixels.ts';

/** A picture as its source has it, so that it can be brought to a sample again and again. */
export interface OriginalPicture {
  /** Uint8 [height, width, channels]. */
  readonly pixels: Uint8Array;
  readonly size: ImageInput;
}

/** Shown pictures need be no larger; what is tried on them takes as long as they are large. */
const LONGEST_SIDE = 512;

/** A picture of a file, scaled down where it is very large. */
export function originalFile(path: string): Promise<OriginalPicture> {
  return readWhole(path, LONGEST_SIDE);
}

/** What an import makes of a picture. */
export function sampleOf(
  { pixels, size }: OriginalPicture,
  input: ImageInput,
): Promise<Uint8Array> {
  return resizePixels(pixels, size, input);
}

/** A picture as it is, for a page. */
export function shownOriginal({ pixels, size }: OriginalPicture): Promise<string> {
  return pngDataUrl(pixels, size);
}
