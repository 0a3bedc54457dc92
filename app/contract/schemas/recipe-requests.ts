import { z } from 'zod';
import type { FittedTable } from '../../dataset/recipes/fitted-table.ts';
import {
  DATE_ORDERS,
  DATE_PARTS,
  READ_TYPES,
  WORD_WEIGHTINGS,
} from '../../dataset/recipes/recipe-steps.ts';
import type { PreviewSide, RecipePreview, RecipeReport } from '../recipes.ts';
import { dataset, splitCounts } from './dataset.ts';
import { correctionsPreview, familyPreview } from './family-previews.ts';
import { importOptions } from './import.ts';
import { recipe } from './recipe.ts';
import { schemaOf } from './schema-of.ts';
import { count, instant, longText, nameText, texts } from './values.ts';

const column = z.string();
const numbers = z.array(z.number());

const fittedTable = schemaOf<FittedTable>()(
  z
    .object({
      inputs: z.array(
        z.object({
          column,
          type: z.enum(READ_TYPES),
          lenient: z.boolean().optional(),
          dateOrder: z.enum(DATE_ORDERS).optional(),
        }),
      ),
      ops: z.array(
        z.discriminatedUnion('op', [
          op('drop', { column }),
          op('rename', { column, to: z.string() }),
          op('require', { column }),
          op('fill', {
            column,
            value: z.union([z.number(), z.string()]),
            flag: z.string().nullable(),
          }),
          op('clip', { column, low: z.number(), high: z.number() }),
          op('scale', { column, shift: z.number(), factor: z.number() }),
          op('log1p', { column }),
          op('quantiles', { column, knots: numbers, output: z.enum(['uniform', 'normal']) }),
          op('one-hot', { column, categories: texts, other: z.boolean() }),
          op('ordinal', { column, categories: texts }),
          op('target-means', {
            column,
            outputs: texts,
            categories: texts,
            means: z.array(numbers),
            prior: numbers,
          }),
          op('hash', { column, buckets: z.number() }),
          op('date-parts', { column, parts: z.array(z.enum(DATE_PARTS)), cyclic: z.boolean() }),
          op('words', {
            column,
            vocabulary: texts.nullable(),
            features: z.number(),
            weighting: z.enum(WORD_WEIGHTINGS),
            idf: numbers.nullable(),
          }),
        ]),
      ),
      features: z.array(z.object({ column, names: texts })),
    })
    .meta({ id: 'FittedTable', description: 'From raw cells to features.' }),
);

function op<const Name extends string, Shape extends z.core.$ZodLooseShape>(
  name: Name,
  shape: Shape,
) {
  return z.object({ op: z.literal(name), columns: z.array(z.object(shape)) });
}

export const recipeReport = schemaOf<RecipeReport>()(
  z
    .object({
      dataset: z.string(),
      recipe: recipe.nullable(),
      fitted: fittedTable.nullable(),
      sourceFingerprint: z.string().nullable(),
      versions: z.array(
        z.object({
          dataset: z.string(),
          createdAt: instant,
          fingerprint: z.string(),
          steps: count.nullable(),
          split: z.string().nullable(),
        }),
      ),
    })
    .meta({ id: 'RecipeReport' }),
);

const previewSide = schemaOf<PreviewSide>()(
  z
    .object({
      columns: z.array(
        z.object({
          name: z.string(),
          type: z.enum([...READ_TYPES, 'encoded']),
          missing: count,
          distinct: count.optional(),
          minimum: z.number().optional(),
          maximum: z.number().optional(),
          mean: z.number().optional(),
          stddev: z.number().optional(),
        }),
      ),
      rows: z.array(z.array(z.union([z.number(), z.string()]).nullable())),
    })
    .meta({ id: 'PreviewSide' }),
);

export const recipePreview = schemaOf<RecipePreview>()(
  z
    .object({
      recipe,
      rows: count,
      sourceRows: count,
      splits: splitCounts
        .nullable()
        .describe('Of the sample; null for pictures, none of which is dealt out.'),
      before: previewSide,
      after: previewSide,
      features: count,
      family: familyPreview.optional(),
      corrections: correctionsPreview.optional(),
    })
    .meta({ id: 'RecipePreview' }),
);

const recipeSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dataset'), dataset: nameText }),
  z.strictObject({ kind: z.literal('path'), path: longText, options: importOptions }),
]);

export const RECIPE_PARAMS = {
  'recipes.show': z.strictObject({ dataset: nameText }),
  'recipes.preview': z.strictObject({
    source: recipeSource,
    recipe: recipe.nullable().describe('Null takes the usual one.'),
    steps: count.nullable().describe('Steps to go through; null: all.'),
  }),
  'recipes.check': z.strictObject({
    source: recipeSource,
    recipe,
    token: nameText.describe('Names it in `import.progress`.'),
  }),
  'recipes.apply': z.strictObject({
    dataset: nameText,
    name: nameText,
    recipe,
    token: nameText.describe('Names it in `import.progress`.'),
  }),
} as const;

export const RECIPE_RESULTS = {
  'recipes.show': recipeReport,
  'recipes.preview': recipePreview,
  'recipes.check': z.object({ rows: splitCounts }),
  'recipes.apply': dataset,
} as const;
