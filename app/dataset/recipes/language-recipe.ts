import { fail, ok, type Result } from '../../errors.ts';
import type { ImportOptions, Recipe } from '../dataset.ts';
import { DEFAULT_FRACTIONS } from '../split.ts';
import { planOptions } from './default-recipe.ts';
import { recipeFault } from './recipe-fault.ts';
import { RECIPE_VERSION } from './recipe-spec.ts';

/** How one long text is prepared: as it is asked for, else as usual. Fails with `recipe/invalid`. */
export function languageRecipe(options: ImportOptions): Result<Recipe> {
  const { recipe } = options;
  const fault = recipe === undefined ? null : recipeFault(recipe, 'language-modeling');
  if (fault !== null) return fail(fault);
  const { text } = planOptions(options);
  const fractions = options.splitFractions ?? DEFAULT_FRACTIONS;
  return ok({
    version: RECIPE_VERSION,
    task: 'language-modeling',
    split: recipe?.split ?? { kind: 'sequential', fractions },
    steps: [],
    ...(text !== undefined && { text }),
  });
}
