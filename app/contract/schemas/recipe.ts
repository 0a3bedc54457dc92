import { z } from 'zod';
import type { Recipe } from '../../dataset/dataset.ts';
import {
  COLOR_MODES,
  IMAGE_FITS,
  type ImageOptions,
  LEAST_CROP,
  LONGEST_SIDE,
  NORMALISATIONS,
} from '../../dataset/image-options.ts';
import {
  type ImplicitOptions,
  MOST_MINIMUM,
  MOST_NEGATIVES,
  NEGATIVE_DRAWS,
  type RatingOptions,
} from '../../dataset/ratings/rating-options.ts';
import {
  CHOSEN_SPLITS,
  RECIPE_VERSION,
  type SplitChoice,
  type SplitSpec,
} from '../../dataset/recipes/recipe-spec.ts';
import {
  BALANCE_METHODS,
  type ColumnSelection,
  DATE_ORDERS,
  DATE_PARTS,
  ENCODE_METHODS,
  INDICATORS,
  MISSING_STRATEGIES,
  OUTLIER_METHODS,
  READ_TYPES,
  type RecipeStep,
  type Relabelling,
  SCALE_METHODS,
  WORD_METHODS,
  WORD_WEIGHTINGS,
} from '../../dataset/recipes/recipe-steps.ts';
import { TASKS } from '../../dataset/tasks.ts';
import {
  LONGEST_HORIZON,
  LONGEST_WINDOW,
  SERIES_SCALINGS,
  type SeriesOptions,
} from '../../series/series-options.ts';
import { type TextOptions, type TokenizerOptions, TRUNCATIONS } from '../../text/text-options.ts';
import { TOKENIZERS, UNICODE_FORMS } from '../../text/tokenizer.ts';
import { schemaOf } from './schema-of.ts';
import { longText, nameText, split } from './values.ts';

const MOST_NAMES = 10_000;
const names = z.array(nameText).max(MOST_NAMES);
const readType = z.enum(READ_TYPES);

const selection = schemaOf<ColumnSelection>()(
  z
    .union([
      names,
      z.strictObject({
        type: z.union([readType, z.array(readType)]),
        except: names.optional(),
      }),
      z.strictObject({ pattern: nameText, except: names.optional() }),
    ])
    .meta({
      id: 'ColumnSelection',
      description: 'Columns by name, by type, or by a pattern of `*` and `?`.',
    }),
);

/** More are no corrections, but another source. */
export const MOST_CORRECTED_ROWS = 100_000;
const sourceRow = z.int().nonnegative().describe('Row in the source, from 0.');
const relabelling = schemaOf<Relabelling>()(
  z.strictObject({
    row: sourceRow,
    from: nameText.describe('What the source says; another word there is refused.'),
    to: nameText,
  }),
);

const fraction = z.number().min(0).max(1);
const quantity = z.number();

export const recipeStep = schemaOf<RecipeStep>()(
  z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('drop'), columns: selection }),
      z.strictObject({ kind: z.literal('rename'), column: nameText, to: nameText.min(1) }),
      z.strictObject({
        kind: z.literal('type'),
        columns: selection,
        type: readType,
        invalid: z.enum(['refuse', 'missing']).optional(),
        dateOrder: z.enum(DATE_ORDERS).optional(),
      }),
      z.strictObject({
        kind: z.literal('missing'),
        columns: selection,
        strategy: z.enum(MISSING_STRATEGIES),
        value: z.union([quantity, nameText]).optional(),
        indicator: z.enum(INDICATORS).optional(),
      }),
      z.strictObject({
        kind: z.literal('outliers'),
        columns: selection,
        method: z.enum(OUTLIER_METHODS),
        lower: fraction.optional(),
        upper: fraction.optional(),
        factor: z.number().min(0).max(1000).optional(),
      }),
      z.strictObject({
        kind: z.literal('scale'),
        columns: selection,
        method: z.enum(SCALE_METHODS),
        low: quantity.optional(),
        high: quantity.optional(),
        knots: z.int().min(2).max(10_000).optional(),
        output: z.enum(['uniform', 'normal']).optional(),
      }),
      z.strictObject({
        kind: z.literal('encode'),
        columns: selection,
        method: z.enum(ENCODE_METHODS),
        maxCategories: z.int().min(1).max(10_000).optional(),
        other: z.boolean().optional(),
        order: names.optional(),
        smoothing: z.number().min(0).max(1e9).optional(),
        folds: z.int().min(2).max(20).optional(),
        buckets: z.int().min(2).max(65_536).optional(),
      }),
      z.strictObject({
        kind: z.literal('date-parts'),
        columns: selection,
        parts: z.array(z.enum(DATE_PARTS)).min(1),
        cyclic: z.boolean().optional(),
      }),
      z.strictObject({
        kind: z.literal('bag-of-words'),
        columns: selection,
        method: z.enum(WORD_METHODS),
        features: z.int().min(1).max(65_536).optional(),
        weighting: z.enum(WORD_WEIGHTINGS).optional(),
      }),
      z.strictObject({
        kind: z.literal('balance'),
        method: z.enum(BALANCE_METHODS),
        seed: z.int().nonnegative().optional(),
      }),
      z.strictObject({
        kind: z.literal('relabel'),
        rows: z.array(relabelling).max(MOST_CORRECTED_ROWS),
      }),
      z.strictObject({
        kind: z.literal('exclude-rows'),
        rows: z.array(sourceRow).max(MOST_CORRECTED_ROWS),
      }),
      z.strictObject({
        kind: z.literal('keep-together'),
        groups: z.array(z.array(sourceRow).max(MOST_CORRECTED_ROWS)).max(MOST_CORRECTED_ROWS),
      }),
    ])
    .meta({ id: 'RecipeStep', description: 'One step; docs/recipes.md says what each kind does.' }),
);

const fractions = z.record(split, fraction);
const seed = z.int().nonnegative();

export const splitSpec = schemaOf<SplitSpec>()(
  z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('stratified'), fractions, seed }),
      z.strictObject({ kind: z.literal('random'), fractions, seed }),
      z.strictObject({ kind: z.literal('grouped'), column: nameText, fractions, seed }),
      z.strictObject({ kind: z.literal('time'), column: nameText, fractions }),
      z.strictObject({ kind: z.literal('sequential'), fractions }),
      z.strictObject({ kind: z.literal('leave-last-out'), user: nameText, time: nameText }),
      z.strictObject({
        kind: z.literal('column'),
        column: nameText,
        values: z.record(split, names).optional(),
      }),
      z.strictObject({
        kind: z.literal('k-fold'),
        folds: z.int().min(2).max(100),
        fold: z.int().nonnegative(),
        val: z.number().min(0.01).max(0.9),
        seed,
        group: nameText.optional(),
      }),
    ])
    .meta({ id: 'SplitSpec', description: 'How rows are dealt out.' }),
);

export const splitChoice = schemaOf<SplitChoice>()(
  z.strictObject({
    kind: z.enum(CHOSEN_SPLITS),
    column: nameText
      .optional()
      .describe('Of groups, times, users or names of splits; the usual one where left out.'),
    time: nameText.optional().describe('Of `leave-last-out`: which row of a user is the last.'),
  }),
);

const MOST_STEPS = 200;

const tokenizerFields = {
  tokenizer: z.enum(TOKENIZERS).optional(),
  vocabulary: z.int().min(16).max(100_000).optional(),
  length: z.int().min(2).max(4096).optional(),
  lower: z.boolean().optional(),
  form: z.enum(UNICODE_FORMS).optional().describe('Unicode’s form that texts are brought into.'),
};

export const tokenizerOptions = schemaOf<TokenizerOptions>()(z.strictObject(tokenizerFields));

export const textOptions = schemaOf<TextOptions>()(
  z.strictObject({
    column: nameText.optional(),
    ...tokenizerFields,
    truncating: z
      .enum(TRUNCATIONS)
      .optional()
      .describe('`post` cuts the end of a long text, `pre` its beginning.'),
  }),
);

export const implicitOptions = schemaOf<ImplicitOptions>()(
  z.strictObject({
    positiveFrom: z
      .number()
      .optional()
      .describe('Ratings below are left out; every row is a choice where left out.'),
    negatives: z
      .int()
      .min(1)
      .max(MOST_NEGATIVES)
      .optional()
      .describe('Items drawn for each that a user chose, anew each epoch.'),
    draw: z
      .enum(NEGATIVE_DRAWS)
      .optional()
      .describe('Each item alike, or by how often it was chosen to the power of 0.75.'),
  }),
);

export const ratingOptions = schemaOf<RatingOptions>()(
  z.strictObject({
    user: nameText.optional(),
    item: nameText.optional(),
    items: longText
      .nullable()
      .optional()
      .describe(
        'Path of a table that describes the items; left out, one that is known to lie beside is taken, null: none.',
      ),
    implicit: implicitOptions.optional().describe('Given, choices are learnt instead of ratings.'),
    minimumPerUser: z
      .int()
      .min(1)
      .max(MOST_MINIMUM)
      .optional()
      .describe('Ratings that a user must have; users with fewer leave, until all have as many.'),
    minimumPerItem: z.int().min(1).max(MOST_MINIMUM).optional(),
    dateOrder: z.enum(DATE_ORDERS).optional(),
  }),
);

export const seriesOptions = schemaOf<SeriesOptions>()(
  z.strictObject({
    time: nameText.optional(),
    dateOrder: z
      .enum(DATE_ORDERS)
      .optional()
      .describe('Of dates such as 1/2/2024, where the column does not tell which is the day.'),
    id: nameText.optional(),
    values: names.optional(),
    window: z.int().min(1).max(LONGEST_WINDOW).optional(),
    horizon: z.int().min(1).max(LONGEST_HORIZON).optional(),
    scaling: z
      .enum(SERIES_SCALINGS)
      .optional()
      .describe('How each column is brought to a like size, by its rows that train.'),
    scaleEach: z
      .boolean()
      .optional()
      .describe('Whether each series is scaled by its own rows, instead of by those of all.'),
  }),
);

/** More changes would take longer than they teach. */
const MOST_CHANGES = 50;
const side = z.int().min(1).max(LONGEST_SIDE);

export const imageOptions = schemaOf<ImageOptions>()(
  z.strictObject({
    height: side.optional().describe('Pixels.'),
    width: side.optional(),
    fit: z
      .enum(IMAGE_FITS)
      .optional()
      .describe('Pictures of another shape: stretched, cut about the middle, or given a border.'),
    crop: z
      .number()
      .min(LEAST_CROP)
      .max(1)
      .optional()
      .describe('Share of each side, about the middle, that is kept before anything else.'),
    colorMode: z.enum(COLOR_MODES).optional(),
    normalisation: z
      .enum(NORMALISATIONS)
      .optional()
      .describe('What ready models make of 0–255: 0–1, −1–1, or mean 0 and deviation 1.'),
    augmentation: z
      .array(z.strictObject({ type: nameText, config: z.record(z.string(), z.unknown()) }))
      .max(MOST_CHANGES)
      .optional()
      .describe('Layers that change images while training, where a run says nothing else.'),
  }),
);

export const recipe = schemaOf<Recipe>()(
  z
    .strictObject({
      version: z.literal(RECIPE_VERSION),
      task: z.enum(TASKS).optional(),
      target: nameText.optional(),
      weight: nameText.optional(),
      split: splitSpec.optional(),
      steps: z.array(recipeStep).max(MOST_STEPS),
      text: textOptions.optional().describe('For tasks that read texts: how these become tokens.'),
      targetText: tokenizerOptions
        .optional()
        .describe('For translations: how texts of the target become tokens.'),
      ratings: ratingOptions.optional().describe('For ratings: the columns of who rated what.'),
      series: seriesOptions.optional().describe('For forecasting: what its windows look like.'),
      images: imageOptions.optional().describe('For pictures: how they become samples.'),
    })
    .meta({
      id: 'Recipe',
      description:
        'How a table becomes what a model learns from; what is left out is guessed. A `--recipe` file holds this.',
    }),
);
