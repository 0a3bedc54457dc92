import { z } from 'zod';
import type {
  CsvDialect,
  DatasetPreview,
  ImportOptions,
  PreviewWarning,
} from '../../dataset/dataset.ts';
import { DECIMAL_MARKS } from '../../dataset/decimal-mark.ts';
import { ENCODINGS } from '../../dataset/encodings.ts';
import type { FormatFacts } from '../../dataset/formats.ts';
import { HEADER_REASONS } from '../../dataset/recognition.ts';
import {
  boxProfile,
  classCount,
  column,
  format,
  namedBox,
  ratingPreview,
  sampleInput,
  splitFractions,
  task,
} from './dataset.ts';
import {
  imageOptions,
  ratingOptions,
  recipe,
  seriesOptions,
  splitChoice,
  splitSpec,
  textOptions,
  tokenizerOptions,
} from './recipe.ts';
import { sourceFacts } from './recognition.ts';
import { changesOf, schemaOf } from './schema-of.ts';
import { count, longText, nameText, texts } from './values.ts';

const encoding = z.enum(ENCODINGS);

const csvDialect = schemaOf<CsvDialect>()(
  z.object({
    delimiter: z.string(),
    quote: z.string(),
    header: z.boolean(),
    decimal: z.enum(DECIMAL_MARKS),
    encoding,
  }),
);

const partFile = z
  .string()
  .optional()
  .describe('Only where a table was put together from several files.');

const previewWarning = schemaOf<PreviewWarning>()(
  z.discriminatedUnion('kind', [
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
    z.object({ kind: z.literal('no-template'), task }),
  ]),
);

export const datasetPreview = schemaOf<DatasetPreview>()(
  z
    .object({
      path: z.string(),
      format,
      source: sourceFacts.describe('How the format was recognised.'),
      tables: texts.describe(
        'Tables of the file to choose from; empty unless it can hold several.',
      ),
      table: z.string().nullable(),
      suggestedName: z.string(),
      task,
      possibleTasks: z.array(task),
      ratings: ratingPreview.optional(),
      dialect: csvDialect.nullable(),
      encodings: z.array(encoding).optional().describe('Only of a long text: of its files.'),
      header: z
        .object({ header: z.boolean(), why: z.enum(HEADER_REASONS) })
        .optional()
        .describe('Only of a delimited file: whether its first row names the columns.'),
      totalRows: count,
      columns: z.array(column),
      target: z.string().nullable(),
      targetGuessed: z.boolean(),
      classCounts: z.array(classCount),
      input: sampleInput.nullable(),
      split: splitSpec.optional().describe('How rows of a table would be dealt out.'),
      boxes: boxProfile.optional(),
      sampleRows: z.array(z.array(z.string().nullable())),
      sampleImages: z.array(
        z.object({
          dataUrl: z.string(),
          label: z.string(),
          boxes: z.array(namedBox).optional(),
        }),
      ),
      warnings: z.array(previewWarning),
    })
    .meta({ id: 'DatasetPreview' }),
);

export const importOptions = schemaOf<ImportOptions>()(
  z
    .strictObject({
      format: format.optional(),
      member: longText.optional().describe('File within an archive.'),
      table: nameText.optional().describe('Sheet of a workbook, or table of a database.'),
      task: task.optional(),
      target: nameText.optional().describe('Target column; guessed where left out.'),
      weight: nameText
        .optional()
        .describe('Column that says how much each row counts; left out, all rows count alike.'),
      ignore: z.array(nameText).max(10_000).optional().describe('Columns not to learn from.'),
      recipe: recipe.optional().describe('Given, it says what is done, and its split wins.'),
      split: splitChoice
        .optional()
        .describe('How rows of a table are dealt out; wins over the split of a recipe.'),
      splitSeed: z.int().nonnegative().optional(),
      splitFractions: splitFractions.optional(),
      dialect: changesOf(csvDialect).optional(),
      text: textOptions
        .optional()
        .describe('How texts become tokens; what is left out suits the data.'),
      targetText: tokenizerOptions
        .optional()
        .describe('Of a translation: how texts of the target become tokens.'),
      ratings: ratingOptions
        .optional()
        .describe('Who rated what; columns are found by their names where left out.'),
      series: seriesOptions.optional().describe('What the windows of a time series look like.'),
      images: imageOptions.optional(),
    })
    .meta({
      id: 'ImportOptions',
      description:
        'Choices about preparing data; what is left out is sniffed or guessed. A `--recipe` file without a version may hold this.',
    }),
);

export const formatFacts = schemaOf<FormatFacts>()(
  z
    .object({
      id: format,
      family: z.enum(['table', 'images', 'boxes', 'text']),
      endings: texts.describe('Endings of file names that speak for it; content decides.'),
    })
    .meta({ id: 'FormatFacts' }),
);
