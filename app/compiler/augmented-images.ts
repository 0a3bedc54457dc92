import { type Augmentation, fitAugmentation } from '../architecture/augmentation.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import { ok, type Result } from '../errors.ts';
import { augmentFeatures } from './augment-features.ts';
import { Graph } from './graph.ts';
import { interpret } from './interpret.ts';
import { type DrawPool, RandomPool } from './lower/random-pool.ts';

type ImageInput = Extract<SampleInput, { readonly kind: 'image' }>;

/** Numbers that are changed at once: what a reference computes should not be waited for. */
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
  pixels: Uint8ClampedArray | Uint8Array,
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
