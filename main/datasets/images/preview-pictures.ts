import { augmentedImages, shownImages } from '../../../app/compiler/augmented-images.ts';
import { sharedPools } from '../../../app/compiler/lower/random-pool.ts';
import type { PicturesPreview } from '../../../app/contract/family-previews.ts';
import type { RecipePreview } from '../../../app/contract/recipes.ts';
import type { ImportOptions, Recipe } from '../../../app/dataset/dataset.ts';
import {
  chosenImages,
  imageInput,
  imageRecipe,
} from '../../../app/dataset/recipes/image-recipe.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { ChannelScaling } from './channel-scaling.ts';
import { sampleOf, shownOriginal } from './original-picture.ts';
import type { PictureSample } from './picture-sample.ts';
import { type ImageInput, pngDataUrl } from './pixels.ts';
import { trainingChanges } from './training-changes.ts';

/** What a recipe makes of some pictures. Fails with `recipe/invalid`. */
export async function previewPictures(
  { facts: found, total, classes, shown }: PictureSample,
  options: ImportOptions,
  recipe: Recipe | null,
): Promise<Result<RecipePreview>> {
  const { recipe: _, ...beside } = options;
  const given = recipe === null ? beside : { ...beside, recipe };
  const task = beside.task ?? recipe?.task ?? found.task;
  const input = imageInput(chosenImages(given), found.input);
  const whole = imageRecipe(given, { ...found, task, input });
  if (!whole.ok) return whole;
  const samples = await Promise.all(shown.map((picture) => sampleOf(picture, input)));
  const changed = changedPictures(samples, input, whole.value);
  if (!changed.ok) return changed;
  const pictures = await Promise.all(
    shown.map(async (picture, at) => {
      const seen = changed.value[at];
      return {
        label: picture.label,
        ...(picture.boxes !== undefined && { boxes: picture.boxes }),
        height: picture.size.height,
        width: picture.size.width,
        before: await shownOriginal(picture),
        after: await pngDataUrl(samples[at] ?? new Uint8Array(), input),
        ...(seen !== undefined && { changed: await pngDataUrl(seen, input) }),
      };
    }),
  );
  const { height, width, channels } = input;
  const values = valuesOf(samples, input, whole.value);
  return ok({
    recipe: whole.value,
    rows: shown.length,
    sourceRows: total,
    splits: null,
    before: { columns: [], rows: [] },
    after: { columns: [], rows: [] },
    features: height * width * channels,
    family: { kind: 'pictures', height, width, channels, values, classes, pictures },
  });
}

/** The first samples as a step of training would see them; none where none changes them. */
function changedPictures(
  samples: readonly Uint8Array[],
  input: ImageInput,
  recipe: Recipe,
): Result<readonly Uint8Array[]> {
  const changes = trainingChanges(recipe, input);
  if (!changes.ok) return changes;
  if (changes.value.length === 0) return ok([]);
  const some = samples.slice(0, shownImages(input));
  const size = input.height * input.width * input.channels;
  const changed = augmentedImages(changes.value, input, Buffer.concat(some), 0, sharedPools());
  if (!changed.ok) return changed;
  return ok(some.map((_, at) => Uint8Array.from(changed.value.slice(at * size, (at + 1) * size))));
}

/** What ready models get of the samples, each of which counts as training. */
function valuesOf(
  samples: readonly Uint8Array[],
  input: ImageInput,
  { images }: Recipe,
): PicturesPreview['values'] {
  const scaling = new ChannelScaling(images?.normalisation, input.channels);
  for (const sample of samples) scaling.add(sample, sample.length, Uint8Array.of(0));
  const { mean, variance } = scaling.scaled(input).normalization ?? {
    mean: [0],
    variance: [255 ** 2],
  };
  let [count, sum, squares] = [0, 0, 0];
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const sample of samples) {
    for (const [at, value] of sample.entries()) {
      const channel = at % mean.length;
      const scaled = (value - (mean[channel] ?? 0)) / Math.sqrt(variance[channel] ?? 1);
      count += 1;
      sum += scaled;
      squares += scaled * scaled;
      minimum = Math.min(minimum, scaled);
      maximum = Math.max(maximum, scaled);
    }
  }
  const average = sum / Math.max(1, count);
  const stddev = Math.sqrt(Math.max(0, squares / Math.max(1, count) - average ** 2));
  return { minimum, maximum, mean: average, stddev };
}
