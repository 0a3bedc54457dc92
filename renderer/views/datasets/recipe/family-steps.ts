import type { Recipe, Task } from '../../../../app/dataset/dataset.ts';
import {
  COLOR_MODES,
  IMAGE_FITS,
  LEAST_CROP,
  LONGEST_SIDE,
  NORMALISATIONS,
} from '../../../../app/dataset/image-options.ts';
import {
  DEFAULT_DRAW,
  DEFAULT_NEGATIVES,
  MOST_MINIMUM,
  MOST_NEGATIVES,
  NEGATIVE_DRAWS,
} from '../../../../app/dataset/ratings/rating-options.ts';
import type { SplitKind } from '../../../../app/dataset/recipes/recipe-spec.ts';
import {
  DEFAULT_HORIZON,
  DEFAULT_WINDOW,
  LONGEST_HORIZON,
  LONGEST_WINDOW,
  SERIES_SCALINGS,
} from '../../../../app/series/series-options.ts';
import { TRUNCATIONS } from '../../../../app/text/text-options.ts';
import { TOKENIZERS, UNICODE_FORMS } from '../../../../app/text/tokenizer.ts';
import { CHANGES, changesOf, PRESETS, withChanges } from './picture-changes.ts';
import type { NewKind, StepField } from './step-fields.ts';

export type FamilyStepKind =
  | 'text-column'
  | 'normalise'
  | 'tokenise'
  | 'cut'
  | 'text-windows'
  | 'series-columns'
  | 'windows'
  | 'series-scale'
  | 'rating-columns'
  | 'rating-minimum'
  | 'rating-learnt'
  | 'picture-size'
  | 'picture-crop'
  | 'picture-colours'
  | 'picture-values'
  | 'picture-changes';

type Section = 'text' | 'targetText' | 'ratings' | 'series' | 'images';

/** A part of a recipe that is always there, shown as a step: some arguments of one of its sections. */
export interface FamilyStep {
  readonly kind: FamilyStepKind;
  readonly section: Section;
  /** Which side of a translation it is about. */
  readonly side?: 'source' | 'target';
  readonly fields: readonly StepField[];
}

const tokens = { kind: 'number', integer: true, usual: null } as const;

/** What is usual where nothing is said, and what a row is. */
interface TextStepsOf {
  readonly section: 'text' | 'targetText';
  readonly task: 'text-classification' | 'translation' | 'language-modeling';
}

function textSteps({ section, task }: TextStepsOf): readonly FamilyStep[] {
  const isTranslation = task === 'translation';
  const isLanguage = task === 'language-modeling';
  const side = isTranslation ? ({ side: section === 'text' ? 'source' : 'target' } as const) : {};
  const common = { section, ...side } as const;
  const length: StepField = { ...tokens, name: 'length', minimum: 2, maximum: 4096 };
  const truncating: StepField = {
    name: 'truncating',
    kind: 'choice',
    choices: TRUNCATIONS,
    usual: 'post',
  };
  return [
    {
      ...common,
      kind: 'normalise',
      fields: [
        {
          name: 'form',
          kind: 'choice',
          choices: UNICODE_FORMS,
          usual: isTranslation ? 'NFC' : 'NFKC',
        },
        { name: 'lower', called: 'lowerCase', kind: 'flag', usual: task === 'text-classification' },
      ],
    },
    {
      ...common,
      kind: 'tokenise',
      fields: [
        {
          name: 'tokenizer',
          kind: 'choice',
          choices: TOKENIZERS,
          usual: isLanguage ? 'character' : 'word',
        },
        { ...tokens, name: 'vocabulary', minimum: 16, maximum: 100_000 },
      ],
    },
    isLanguage
      ? {
          ...common,
          kind: 'text-windows',
          fields: [{ ...length, called: 'windowTokens', usual: 64 }],
        }
      : { ...common, kind: 'cut', fields: section === 'text' ? [length, truncating] : [length] },
  ];
}

const minimum = {
  kind: 'number',
  usual: null,
  integer: true,
  minimum: 1,
  maximum: MOST_MINIMUM,
} as const;

/** Steps of recipes for what is no row of numbers, by task. */
export const FAMILY_STEPS: Readonly<Partial<Record<Task, readonly FamilyStep[]>>> = {
  'text-classification': [
    { kind: 'text-column', section: 'text', fields: [{ name: 'column', kind: 'column' }] },
    ...textSteps({ section: 'text', task: 'text-classification' }),
  ],
  translation: [
    ...textSteps({ section: 'text', task: 'translation' }),
    ...textSteps({ section: 'targetText', task: 'translation' }),
  ],
  'language-modeling': textSteps({ section: 'text', task: 'language-modeling' }),
  forecasting: [
    {
      kind: 'series-columns',
      section: 'series',
      fields: [
        { name: 'time', kind: 'column' },
        { name: 'id', kind: 'column', optional: true },
        { name: 'values', kind: 'columns' },
      ],
    },
    {
      kind: 'windows',
      section: 'series',
      fields: [
        {
          name: 'window',
          kind: 'number',
          usual: DEFAULT_WINDOW,
          integer: true,
          minimum: 1,
          maximum: LONGEST_WINDOW,
        },
        {
          name: 'horizon',
          kind: 'number',
          usual: DEFAULT_HORIZON,
          integer: true,
          minimum: 1,
          maximum: LONGEST_HORIZON,
        },
      ],
    },
    {
      kind: 'series-scale',
      section: 'series',
      fields: [
        { name: 'scaling', kind: 'choice', choices: SERIES_SCALINGS, usual: 'standard' },
        { name: 'scaleEach', kind: 'flag', usual: false },
      ],
    },
  ],
  recommendation: [
    {
      kind: 'rating-columns',
      section: 'ratings',
      fields: [
        { name: 'user', kind: 'column' },
        { name: 'item', kind: 'column' },
      ],
    },
    {
      kind: 'rating-minimum',
      section: 'ratings',
      fields: [
        { ...minimum, name: 'minimumPerUser' },
        { ...minimum, name: 'minimumPerItem' },
      ],
    },
    {
      kind: 'rating-learnt',
      section: 'ratings',
      fields: [
        { name: 'learnt', kind: 'choice', choices: ['ratings', 'from', 'choices'], decides: true },
        { name: 'positiveFrom', kind: 'number', usual: 1, for: ['from'] },
        {
          name: 'negatives',
          kind: 'number',
          usual: DEFAULT_NEGATIVES,
          integer: true,
          minimum: 1,
          maximum: MOST_NEGATIVES,
          for: ['from', 'choices'],
        },
        {
          name: 'draw',
          kind: 'choice',
          choices: NEGATIVE_DRAWS,
          usual: DEFAULT_DRAW,
          for: ['from', 'choices'],
        },
      ],
    },
  ],
};

/** Steps that may be added to those of a family, each once; the others that it reads come from an audit. */
export const FAMILY_NEW: Readonly<Partial<Record<Task, readonly NewKind[]>>> = {
  'text-classification': ['balance'],
};

/** Ways of dealing rows out that a task takes; all where left out. */
export const FAMILY_SPLITS: Readonly<Partial<Record<Task, readonly SplitKind[]>>> = {
  forecasting: ['time', 'column'],
  recommendation: ['random', 'time', 'leave-last-out', 'grouped', 'column', 'k-fold'],
  'language-modeling': ['sequential'],
  'image-classification': ['stratified', 'random', 'sequential', 'k-fold'],
  'object-detection': ['random', 'sequential', 'k-fold'],
  translation: ['random', 'grouped', 'time', 'column', 'k-fold'],
};

const pixels = {
  kind: 'number',
  usual: null,
  integer: true,
  minimum: 1,
  maximum: LONGEST_SIDE,
} as const;

/** What pictures with boxes or to be given back go through: nothing that would move what is to be answered. */
const STILL_STEPS: readonly FamilyStep[] = [
  {
    kind: 'picture-size',
    section: 'images',
    fields: [
      { ...pixels, name: 'height' },
      { ...pixels, name: 'width' },
    ],
  },
  {
    kind: 'picture-colours',
    section: 'images',
    fields: [{ name: 'colorMode', kind: 'choice', choices: COLOR_MODES, usual: 'rgb' }],
  },
];

const CROP_STEP: FamilyStep = {
  kind: 'picture-crop',
  section: 'images',
  fields: [
    { name: 'crop', kind: 'number', usual: 1, minimum: LEAST_CROP, maximum: 1 },
    { name: 'fit', kind: 'choice', choices: IMAGE_FITS, usual: 'stretch' },
  ],
};

const VALUES_STEP: FamilyStep = {
  kind: 'picture-values',
  section: 'images',
  fields: [{ name: 'normalisation', kind: 'choice', choices: NORMALISATIONS, usual: 'unit' }],
};

/** Steps of pictures, by task. */
export const PICTURE_STEPS: Readonly<Partial<Record<Task, readonly FamilyStep[]>>> = {
  'image-classification': [
    CROP_STEP,
    ...STILL_STEPS,
    VALUES_STEP,
    {
      kind: 'picture-changes',
      section: 'images',
      fields: [
        { name: 'preset', kind: 'choice', choices: [...PRESETS, 'own'], usual: 'none' },
        { name: 'changes', kind: 'several', choices: CHANGES },
      ],
    },
  ],
  'object-detection': [...STILL_STEPS, VALUES_STEP],
  reconstruction: [CROP_STEP, ...STILL_STEPS],
};

/** Arguments of a step as they stand; what is learnt of ratings is spread out. */
export function familyArguments(
  step: FamilyStep,
  recipe: Recipe,
): Readonly<Record<string, unknown>> {
  if (step.kind === 'picture-changes') return changesOf(recipe);
  if (step.kind !== 'rating-learnt') return { ...recipe[step.section] };
  const { implicit } = recipe.ratings ?? {};
  const learnt =
    implicit === undefined ? 'ratings' : implicit.positiveFrom === undefined ? 'choices' : 'from';
  return { ...implicit, learnt };
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
  if (step.kind === 'picture-changes') {
    return {
      images: without({ ...recipe.images, augmentation: withChanges(recipe, name, value) }),
    };
  }
  if (step.kind !== 'rating-learnt') {
    return { [step.section]: without({ ...recipe[step.section], [name]: value }) };
  }
  const { implicit = {}, ...ratings } = recipe.ratings ?? {};
  if (name !== 'learnt') {
    return { ratings: { ...ratings, implicit: without({ ...implicit, [name]: value }) } };
  }
  const { positiveFrom: _, ...drawn } = implicit;
  if (value === 'ratings') return { ratings };
  const from = value === 'from' ? { positiveFrom: usualFrom } : {};
  return { ratings: { ...ratings, implicit: { ...drawn, ...from } } };
}

function without(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
