import { fail, ok, type Result } from '../../errors.ts';
import type { ImportOptions, Recipe, SampleInput, Task } from '../dataset.ts';
import type { ImageOptions } from '../image-options.ts';
import { invalid } from './corrections.ts';
import { defaultSplit, planOptions } from './default-recipe.ts';
import { recipeFault } from './recipe-fault.ts';
import { RECIPE_VERSION } from './recipe-spec.ts';

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

/** How pictures are prepared: as it is asked for, else as usual, with nothing left to guess. Fails with `recipe/invalid`. */
export function imageRecipe(
  options: ImportOptions,
  { task, target, isDealt, input }: PictureFacts,
): Result<Recipe> {
  const { recipe } = options;
  const fault = recipe === undefined ? null : recipeFault(recipe, task, true);
  if (fault !== null) return fail(fault);
  const images = chosenImages(options);
  const moves = images.fit !== undefined && images.fit !== 'stretch' ? 'fit' : 'crop';
  if (task === 'object-detection' && (moves === 'fit' || (images.crop ?? 1) < 1)) {
    const value = String(images[moves]);
    return fail(invalid(`images.${moves}`, value, moves === 'fit' ? 'stretch' : '1'));
  }
  if (task !== 'image-classification' && (images.augmentation?.length ?? 0) > 0) {
    return fail(invalid('images.augmentation', task, 'image-classification'));
  }
  const { normalisation = 'unit' } = images;
  if (task === 'reconstruction' && normalisation !== 'unit') {
    return fail(invalid('images.normalisation', normalisation, 'unit'));
  }
  const split =
    recipe?.split ?? (isDealt ? undefined : defaultSplit(task !== 'image-classification', options));
  return ok({
    version: RECIPE_VERSION,
    task,
    ...(target !== null && { target }),
    ...(split !== undefined && { split }),
    steps: recipe?.steps ?? [],
    images: {
      ...images,
      height: input.height,
      width: input.width,
      colorMode: input.channels === 1 ? 'grayscale' : 'rgb',
    },
  });
}
