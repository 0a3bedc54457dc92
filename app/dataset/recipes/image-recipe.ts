import { STRIDE } from '../../boxes/center-grid.ts';
import { type AppError, fail, ok, type Result } from '../../errors.ts';
import type { ImportOptions, Recipe, SampleInput } from '../dataset.ts';
import type { ImageOptions } from '../image-options.ts';
import type { Task } from '../tasks.ts';
import { splitFault } from './assign-rows.ts';
import { invalid } from './corrections.ts';
import { defaultSplit, planOptions } from './default-recipe.ts';
import { recipeFault } from './recipe-fault.ts';
import { RECIPE_VERSION, type SplitSpec } from './recipe-spec.ts';
import { chosenSplit } from './split-choice.ts';

type ImageInput = Extract<SampleInput, { kind: 'image' }>;

/** What pictures are like, and what their recipe may say. */
export interface PictureFacts {
  readonly task: Task;
  /** Column of their labels; null where they have none, or boxes. */
  readonly target: string | null;
  /** Whether their source deals them out itself. */
  readonly isDealt: boolean;
  readonly input: ImageInput;
}

/** What is said of images, by a recipe or beside it. */
export function chosenImages(options: ImportOptions): ImageOptions {
  return planOptions(options).images ?? {};
}

/** Samples as they are asked for, of pictures that would be like `usual`. */
export function imageInput(
  { height, width, fit, crop, colorMode, augmentation = [] }: ImageOptions,
  usual: { readonly height: number; readonly width: number; readonly channels: number },
): ImageInput {
  return {
    kind: 'image',
    height: height ?? usual.height,
    width: width ?? usual.width,
    channels: colorMode === undefined ? usual.channels : colorMode === 'rgb' ? 3 : 1,
    ...(fit !== undefined && fit !== 'stretch' && { fit }),
    ...(crop !== undefined && crop < 1 && { crop }),
    ...(augmentation.length > 0 && { augmentation }),
  };
}

/** Sides of pictures with boxes that are no whole number of a detector's cells; null where both are. */
export function cellFault(images: ImageOptions): AppError | null {
  const odd = (['height', 'width'] as const).find((side) => (images[side] ?? 0) % STRIDE !== 0);
  return odd === undefined
    ? null
    : invalid(`images.${odd}`, String(images[odd]), `multiple of ${STRIDE}`);
}

/** What a recipe asks for that pictures of its task cannot have, whether it is in the recipe or beside it; null: nothing. */
export function pictureFault(recipe: Recipe, images: ImageOptions, task: Task): AppError | null {
  const { split, steps } = recipe;
  const grouped = split?.kind === 'k-fold' ? split.group : undefined;
  // Nothing but the dataset keeps the pictures: those that another drawing wants would be gone.
  const fewer = steps.findIndex((step) => step.kind === 'balance' && step.method === 'undersample');
  return (
    recipeFault(recipe, task, true) ??
    (fewer < 0
      ? null
      : invalid(`steps[${fewer}].method`, 'undersample', 'class-weights | oversample')) ??
    // Pictures have no columns to go by.
    (grouped === undefined ? null : invalid('split.group', grouped, 'absent')) ??
    (split === undefined ? null : splitFault(split)) ??
    imagesFault(images, task)
  );
}

function imagesFault(images: ImageOptions, task: Task): AppError | null {
  const { fit = 'stretch', crop = 1, normalisation = 'unit', augmentation = [] } = images;
  if (task === 'object-detection') {
    // Boxes stay where they are in their pictures.
    if (fit !== 'stretch') return invalid('images.fit', fit, 'stretch');
    if (crop < 1) return invalid('images.crop', String(crop), '1');
    const fault = cellFault(images);
    if (fault !== null) return fault;
  }
  if (task !== 'image-classification' && augmentation.length > 0) {
    return invalid('images.augmentation', task, 'image-classification');
  }
  if (task === 'reconstruction' && normalisation !== 'unit') {
    return invalid('images.normalisation', normalisation, 'unit');
  }
  return null;
}

/** What a split of pictures could go by. */
const NO_COLUMNS = { user: undefined, seriesId: undefined, time: undefined } as const;

/** How the usual recipe, or the one that is asked for, deals pictures out; undefined where their source does, or it is wrong. */
export function pictureSplit(options: ImportOptions, facts: PictureFacts): SplitSpec | undefined {
  const recipe = imageRecipe(options, facts);
  return recipe.ok ? recipe.value.split : undefined;
}

/** How pictures are prepared: as it is asked for, else as usual, with nothing left to guess. Fails with `recipe/invalid`. */
export function imageRecipe(
  options: ImportOptions,
  { task, target, isDealt, input }: PictureFacts,
): Result<Recipe> {
  const chosen = options.split && chosenSplit(options.split, NO_COLUMNS, options);
  const recipe: Recipe = {
    ...(options.recipe ?? { version: RECIPE_VERSION, steps: [] }),
    ...(chosen !== undefined && { split: chosen }),
  };
  const images = chosenImages(options);
  const fault = pictureFault(recipe, images, task);
  if (fault !== null) return fail(fault);
  const split =
    recipe.split ?? (isDealt ? undefined : defaultSplit(task !== 'image-classification', options));
  return ok({
    version: RECIPE_VERSION,
    task,
    ...(target !== null && { target }),
    ...(split !== undefined && { split }),
    steps: recipe.steps,
    images: {
      ...images,
      height: input.height,
      width: input.width,
      colorMode: input.channels === 1 ? 'grayscale' : 'rgb',
    },
  });
}
