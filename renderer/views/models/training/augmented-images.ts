import type { SampleInput } from '../../../../app/dataset/dataset.ts';

export type ImageInput = Extract<SampleInput, { readonly kind: 'image' }>;

/** An image's pixels out of a canvas' four channels. */
export function fromCanvas(data: Uint8ClampedArray, { channels }: ImageInput): Uint8ClampedArray {
  return data.filter((_, at) => at % 4 < channels);
}

/** Pixels as a canvas takes them: grey in three channels, nothing transparent. */
export function forCanvas(
  pixels: Uint8ClampedArray,
  { channels }: ImageInput,
): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const data = new Uint8ClampedArray(4 * count).fill(255);
  for (let pixel = 0; pixel < count; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      data[4 * pixel + channel] = pixels[pixel * channels + Math.min(channel, channels - 1)] ?? 0;
    }
  }
  return data;
}
