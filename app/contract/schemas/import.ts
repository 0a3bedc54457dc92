import { z } from 'zod';
import type { CsvDialect, DatasetPreview, ImportOptions } from '../../dataset/dataset.ts';
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
} from './dataset.ts';
import { previewWarning } from './preview-warning.ts';
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
import { count, longText, nameText, task, texts } from './values.ts';

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
      classesFromNames: z
        .boolean()
        .optional()
        .describe('Pictures in no folders of classes: whether their names tell what they are.'),
      leaveOutMissing: z
        .boolean()
        .optional()
        .describe('A list of labels: whether rows whose picture is not there are left out.'),
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
