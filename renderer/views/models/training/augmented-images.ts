import { type Augmentation, fitAugmentation } from '../../../../app/architecture/augmentation.ts';
import { augmentFeatures } from '../../../../app/compiler/augment-features.ts';
import { Graph } from '../../../../app/compiler/graph.ts';
import { interpret } from '../../../../app/compiler/interpret.ts';
import { type DrawPool, RandomPool } from '../../../../app/compiler/lower/random-pool.ts';
import type { SampleInput } from '../../../../app/dataset/dataset.ts';
import type { Result } from '../../../../app/errors.ts';
import { ok } from '../../../../app/errors.ts';

export type ImageInput = Extract<SampleInput, { readonly kind: 'image' }>;

/** Numbers that are changed at once: what the page computes by itself should not be waited for. */
const MOST_NUMBERS = 100_000;
/** Images side by side. */
const MOST_IMAGES = 8;

/** How many images are shown before and after. */
export function shownImages({ height, width, channels }: ImageInput): number {
  const most = Math.floor(MOST_NUMBERS / (height * width * channels));
  return Math.min(MOST_IMAGES, Math.max(1, most));
}

/**
 * Images as a step of training would see them, computed by the compiler's own reference.
 * @param pixels of `count` images, one after the other, channels last
 * @param step   of a run, counted from 0: another one draws other changes
 */
export function augmentedImages(
  augmentation: Augmentation,
  input: ImageInput,
  pixels: Uint8ClampedArray,
  step: number,
  drawPool: DrawPool,
): Result<Uint8ClampedArray> {
  const fitted = fitAugmentation(augmentation, { task: 'image-classification', input }, []);
  if (!fitted.ok) return fitted;
  const { height, width, channels } = input;
  const count = pixels.length / (height * width * channels);
  const graph = new Graph();
  const features = graph.input('features', 'float32', [count, height, width, channels]);
  const random = new RandomPool(graph, 1, graph.constant([step], 'int64', []), drawPool);
  const changed = augmentFeatures({ augmentation: fitted.value }, features, random);
  graph.outputs.set('images', changed);
  const found = interpret(graph, { features: pixels }).get('images');
  return ok(Uint8ClampedArray.from(found?.data ?? []));
}

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
