import type { RecipePreview } from '../../../../app/contract/recipes.ts';
import type { Recipe } from '../../../../app/dataset/dataset.ts';
import type { SplitKind } from '../../../../app/dataset/recipes/recipe-spec.ts';
import { BALANCE_METHODS } from '../../../../app/dataset/recipes/recipe-steps.ts';
import type { Task } from '../../../../app/dataset/tasks.ts';
import { type Arguments, type FamilyStep, said } from './family-step.ts';
import { PICTURE_STEPS } from './picture-steps.ts';
import { RATING_STEPS } from './rating-steps.ts';
import { SERIES_STEPS } from './series-steps.ts';
import type { NewKind, StepField } from './step-fields.ts';
import { textSteps } from './text-steps.ts';

/** Steps of recipes for what is neither a row of numbers nor a picture, by task. */
const FAMILY_STEPS: Readonly<Partial<Record<Task, readonly FamilyStep[]>>> = {
  'text-classification': [
    { kind: 'text-column', section: 'text', fields: [{ name: 'column', kind: 'column' }] },
    ...textSteps({ section: 'text', task: 'text-classification' }),
  ],
  translation: [
    ...textSteps({ section: 'text', task: 'translation' }),
    ...textSteps({ section: 'targetText', task: 'translation' }),
  ],
  'language-modeling': textSteps({ section: 'text', task: 'language-modeling' }),
  forecasting: SERIES_STEPS,
  recommendation: RATING_STEPS,
};

/** Steps that data of a recipe always goes through; none where all of its steps are its own. */
export function familySteps({ recipe, family }: RecipePreview): readonly FamilyStep[] | undefined {
  const { task } = recipe;
  if (task === undefined) return undefined;
  return (family?.kind === 'pictures' ? PICTURE_STEPS : FAMILY_STEPS)[task];
}

/** Steps that may be added to those of a family, each once; the others that it reads come from an audit. */
export const FAMILY_NEW: Readonly<Partial<Record<Task, readonly NewKind[]>>> = {
  'text-classification': ['balance'],
  'image-classification': ['balance'],
};

/** Of the choices of an argument, by `kind.argument`, those that a task takes; all where left out. */
export const FAMILY_LIMITS: Readonly<
  Partial<Record<Task, Readonly<Record<string, readonly string[]>>>>
> = {
  'image-classification': {
    'balance.method': BALANCE_METHODS.filter((method) => method !== 'undersample'),
  },
};

/** Ways of dealing rows out that a task takes; all where left out. */
const FAMILY_SPLITS: Readonly<Partial<Record<Task, readonly SplitKind[]>>> = {
  forecasting: ['time', 'column'],
  recommendation: ['random', 'time', 'leave-last-out', 'grouped', 'column', 'k-fold'],
  'language-modeling': ['sequential'],
  'image-classification': ['stratified', 'random', 'sequential', 'k-fold'],
  'object-detection': ['random', 'sequential', 'k-fold'],
  translation: ['random', 'grouped', 'time', 'column', 'k-fold'],
};

/** Ways of dealing rows out that a task takes, of pictures or of other data; undefined for all. */
export function splitKinds(
  task: Task = 'classification',
  ofPictures = false,
): readonly SplitKind[] | undefined {
  // Pictures that are given back have no classes.
  const givesBack = ofPictures && task === 'reconstruction';
  return FAMILY_SPLITS[givesBack ? 'object-detection' : task];
}

/** Arguments of a step as they stand. */
export function familyArguments(step: FamilyStep, recipe: Recipe): Arguments {
  return step.arguments?.read(recipe) ?? { ...recipe[step.section] };
}

/** Fields of a step as it stands. */
export function familyFields(step: FamilyStep, recipe: Recipe): readonly StepField[] {
  const { learnt } = familyArguments(step, recipe);
  return step.fields.filter((field) => field.for?.includes(String(learnt)) ?? true);
}

/**
 * What a recipe says with another argument; undefined leaves it out.
 * @param usualFrom the rating that choices begin at, until another is said
 */
export function withFamilyArgument(
  step: FamilyStep,
  recipe: Recipe,
  name: string,
  value: unknown,
  usualFrom: number,
): Partial<Recipe> {
  return (
    step.arguments?.write(recipe, name, value, usualFrom) ?? {
      [step.section]: said({ ...recipe[step.section], [name]: value }),
    }
  );
}

/** Whether a failure's place is in a step: `images.augmentation.1.factor` is in that of augmentation. */
export function isAtStep(step: FamilyStep, place: string): boolean {
  const [section, name] = place.split('.');
  const names = [step.arguments?.within, ...step.fields.map((field) => field.name)];
  return section === step.section && name !== undefined && names.includes(name);
}
