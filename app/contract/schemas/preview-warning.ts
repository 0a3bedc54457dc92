import { z } from 'zod';
import { ENCODINGS } from '../../dataset/encodings.ts';
import type { PreviewWarning } from '../../dataset/preview-warning.ts';
import { schemaOf } from './schema-of.ts';
import { count } from './values.ts';

const partFile = z
  .string()
  .optional()
  .describe('Only where a table was put together from several files.');

/** What to know of a source before it is imported. */
export const previewWarning = schemaOf<PreviewWarning>()(
  z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('missing-values'), column: z.string(), count }),
      z.object({ kind: z.literal('ids-missing'), column: z.string(), count }),
      z.object({
        kind: z.literal('bad-value'),
        file: partFile,
        row: count,
        column: z.string(),
        value: z.string(),
      }),
      z.object({
        kind: z.literal('bad-weight'),
        file: partFile,
        row: count,
        column: z.string(),
        value: z.string().describe('Empty where it is missing.'),
      }),
      z.object({ kind: z.literal('constant-column'), column: z.string() }),
      z.object({ kind: z.literal('identifier-column'), column: z.string() }),
      z.object({
        kind: z.literal('column-ignored'),
        column: z.string(),
        reason: z.enum(['text', 'datetime', 'many-categories']),
      }),
      z.object({
        kind: z.literal('class-imbalance'),
        largest: z.string(),
        smallest: z.string(),
        ratio: z.number(),
      }),
      z.object({ kind: z.literal('images-resized'), from: count, height: count, width: count }),
      z.object({
        kind: z.literal('pictures-passed-over'),
        endings: z.array(z.object({ ending: z.string(), count })),
      }),
      z.object({
        kind: z.literal('folder-left-out'),
        folder: z.string().describe('Empty for the folder itself.'),
        count,
      }),
      z.object({ kind: z.literal('labels-spread'), columns: count }),
      z.object({ kind: z.literal('pictures-unlisted'), count }),
      z.object({
        kind: z.literal('rows-without-picture'),
        file: z.string(),
        row: count,
        value: z.string(),
        count,
      }),
      z.object({
        kind: z.enum(['names-tell-classes', 'classes-from-names']),
        pictures: count,
        classes: count,
        example: z.string(),
        name: z.string().describe('The class that the example is of.'),
      }),
      z.object({ kind: z.literal('classes-numbered'), count }),
      z.object({ kind: z.literal('boxes-from-outlines'), count }),
      z.object({
        kind: z.literal('pixels-scaled'),
        lowest: z.number(),
        highest: z.number(),
        from: z.number(),
        to: z.number(),
      }),
      z.object({ kind: z.literal('channels-first'), channels: count }),
      z.object({ kind: z.literal('classes-nested'), folder: z.string(), name: z.string() }),
      z.object({ kind: z.literal('boxes-tiny'), count, pixels: count }),
      z.object({ kind: z.literal('boxes-left-out'), crowds: count, empty: count }),
      z.object({
        kind: z.literal('decimal-comma'),
        file: partFile,
        row: count,
        column: z.string(),
        value: z.string(),
      }),
      z.object({ kind: z.literal('lines-passed-over'), rows: count, value: z.string() }),
      z.object({
        kind: z.literal('numbers-dressed'),
        column: z.string(),
        value: z.string(),
        number: z.string().describe('Empty for a word that means no value.'),
      }),
      z.object({
        kind: z.enum(['header-joined', 'units-row']),
        file: partFile,
        row: count,
        value: z.string(),
      }),
      z.object({ kind: z.literal('encoding-unsure'), encoding: z.enum(ENCODINGS) }),
      z.object({ kind: z.literal('lists-as-text'), column: z.string() }),
      z.object({ kind: z.enum(['end-delimiter', 'row-names']) }),
      z.object({ kind: z.literal('formulas-empty'), cell: z.string(), count }),
      z.object({ kind: z.literal('rows-blank'), file: partFile, row: count, count }),
      z.object({
        kind: z.enum(['total-left-out', 'total-kept']),
        file: partFile,
        row: count,
        column: z.string(),
        value: z.string(),
      }),
      z.object({ kind: z.literal('leading-zeros'), column: z.string(), value: z.string() }),
      z.object({ kind: z.literal('target-gaps'), column: z.string(), count }),
      z.object({ kind: z.literal('split-unlabelled'), file: z.string(), column: z.string() }),
      z.object({
        kind: z.literal('times-repeat'),
        file: partFile,
        row: count,
        column: z.string(),
        value: z.string(),
        count: count.describe('Rows whose time stands in their series already.'),
      }),
      z.object({ kind: z.literal('items-undescribed'), count, item: z.string() }),
    ])
    .meta({ id: 'PreviewWarning' }),
);
