import { type Augmentation, fitAugmentation } from '../../../app/architecture/augmentation.ts';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import { invalid } from '../../../app/dataset/recipes/corrections.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { readAugmentation } from '../../../app/training/read-augmentation.ts';
import type { ImageInput } from './pixels.ts';

/** The changes by chance that a recipe wants while training. Fails with `recipe/invalid` where samples cannot have them. */
export function trainingChanges({ images }: Recipe, input: ImageInput): Result<Augmentation> {
  const read = readAugmentation(images?.augmentation ?? []);
  if (!read.ok) return fail(ofRecipe(read.error));
  const fitted = fitAugmentation(read.value, { task: 'image-classification', input }, []);
  return fitted.ok ? ok(read.value) : fail(ofRecipe(fitted.error));
}

/** What is wrong with changes, as what is wrong with the recipe. */
function ofRecipe(error: AppError): AppError {
  if (error.code === 'plan/field-invalid') {
    return invalid(`images.${error.field}`, error.value, error.expected);
  }
  if (error.code === 'plan/field-unknown') {
    return invalid(`images.${error.field}`, '', error.known.join(' | '));
  }
  return error;
}
