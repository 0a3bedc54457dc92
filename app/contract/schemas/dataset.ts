import { z } from 'zod';
import type { NamedBox } from '../../boxes/box.ts';
import type { BoxProfile } from '../../boxes/box-profile.ts';
import type {
  ClassCount,
  Column,
  CsvDialect,
  Dataset,
  DatasetPreview,
  ImportOptions,
  PreviewWarning,
  RatingPreview,
  SampleInput,
  SampleTarget,
} from '../../dataset/dataset.ts';
import { COLUMN_TYPES, DATASET_FORMATS, TASKS } from '../../dataset/dataset.ts';
import { DECIMAL_MARKS } from '../../dataset/decimal-mark.ts';
import type { FormatFacts } from '../../dataset/formats.ts';
import {
  HEADER_REASONS,
  type RecognitionReason,
  type SourceFacts,
} from '../../dataset/recognition.ts';
import type { Sample } from '../requests.ts';
import {
  implicitOptions,
  ratingOptions,
  recipe,
  seriesOptions,
  textOptions,
  tokenizerOptions,
} from './recipe.ts';
import { changesOf, schemaOf } from './schema-of.ts';
import { count, datasetId, instant, longText, nameText, split, texts } from './values.ts';

export const task = z.enum(TASKS);
const format = z.enum(DATASET_FORMATS);

export const splitCounts = z.record(split, count);
const splitFractions = z
  .record(split, z.number().min(0).max(1))
  .describe('Share of the rows in each split; together 1.');

const column = schemaOf<Column>()(
  z
    .object({
      name: z.string(),
      type: z.enum(COLUMN_TYPES),
      role: z.enum(['feature', 'target', 'weight', 'ignored']),
      missing: count.describe('Rows without a value.'),
      distinct: count,
      minimum: z.number().exactOptional().describe('This and the next three: only for numbers.'),
      maximum: z.number().exactOptional(),
      mean: z.number().exactOptional(),
      stddev: z.number().exactOptional(),
      top: z
        .array(z.object({ value: z.string(), count }))
        .exactOptional()
        .describe('Most frequent values, at most 20.'),
    })
    .meta({ id: 'Column' }),
);

const classCount = schemaOf<ClassCount>()(z.object({ name: z.string(), count }));

const sampleInput = schemaOf<SampleInput>()(
  z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('tabular'), features: count }),
      z.object({ kind: z.literal('image'), height: count, width: count, channels: count }),
      z.object({
        kind: z.literal('tokens'),
        length: count,
        vocabulary: count,
        parts: z
          .array(
            z.object({
              length: count,
              vocabulary: count,
              optional: z.boolean().exactOptional().describe('A model may leave it unread.'),
            }),
          )
          .exactOptional()
          .describe('Sequences that a sample is made of, one after the other.'),
      }),
      z.object({ kind: z.literal('series'), length: count, channels: count }),
    ])
    .meta({ id: 'SampleInput' }),
);

export const sampleTarget = schemaOf<SampleTarget>()(
  z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('class') }),
      z.object({ kind: z.literal('values'), shape: z.array(count) }),
      z.object({ kind: z.literal('tokens'), length: count, vocabulary: count }),
      z.object({
        kind: z.literal('boxes'),
        height: count,
        width: count,
        classes: count,
        most: count.describe('Boxes of one picture at the most.'),
      }),
    ])
    .meta({ id: 'SampleTarget' }),
);

const fraction = z.number().min(0).max(1);

export const namedBox = schemaOf<NamedBox>()(
  z
    .object({
      label: z.string(),
      left: fraction.describe('Edges as fractions of the picture’s width and height.'),
      top: fraction,
      right: fraction,
      bottom: fraction,
      probability: fraction.optional(),
    })
    .meta({ id: 'NamedBox' }),
);

const boxProfile = schemaOf<BoxProfile>()(
  z
    .object({
      boxes: count,
      images: count,
      imagesWithout: count.describe('Pictures in which nothing is marked.'),
      classes: z.array(
        z.object({
          name: z.string(),
          boxes: count,
          images: count,
          width: fraction.describe('Median, as a fraction of the picture.'),
          height: fraction,
        }),
      ),
      perImage: z.object({
        mean: z.number(),
        maximum: count,
        counts: z.array(count).describe('Pictures with 0, 1, 2, … boxes; the last: or more.'),
      }),
      sizes: z.array(count).describe('Boxes by the root of their area, in tenths of the picture.'),
      small: count.describe('Sides below 32 pixels of the picture; medium below 96.'),
      medium: count,
      large: count,
      leftOut: count.describe('Regions of crowds, and boxes without an area.'),
    })
    .meta({ id: 'BoxProfile' }),
);

const ratingPreview = schemaOf<RatingPreview>()(
  z.object({
    user: z.string(),
    item: z.string(),
    implicit: implicitOptions.optional(),
    items: z
      .object({
        path: z.string(),
        rows: count,
        title: z.string().nullable(),
        columns: texts.describe('Those that models may learn from.'),
      })
      .optional()
      .describe('The table that describes the items.'),
  }),
);

export const dataset = schemaOf<Dataset>()(
  z
    .object({
      id: datasetId,
      name: z.string(),
      task,
      format,
      source: z.string().describe('Path it came from, or `sample:<name>`.'),
      createdAt: instant,
      sizeBytes: count.describe('Bytes of the prepared files on disk.'),
      rows: splitCounts,
      columns: z.array(column),
      target: z.string().nullable(),
      classes: texts.describe('In label order; empty unless the task has classes.'),
      classCounts: z.array(classCount),
      input: sampleInput,
      sampleTarget: sampleTarget
        .exactOptional()
        .describe('Left out where it is a class or a single number.'),
      boxes: boxProfile.exactOptional().describe('Only where things in pictures are marked.'),
      fold: z
        .object({ of: datasetId, index: count, folds: count })
        .exactOptional()
        .describe('Only where it holds the rows of another with one fold, from 0, as its test.'),
      splitSeed: z.number(),
      splitFractions,
      fingerprint: z.string().describe('SHA-256 over prepared tensors and recipe, hex.'),
      ratings: ratingPreview
        .optional()
        .describe('Only for ratings, and only where a single dataset is asked for.'),
      importFault: z
        .literal('rows-mixed')
        .optional()
        .describe('An older version may have given rows the labels of others: import it again.'),
    })
    .meta({ id: 'Dataset' }),
);

const csvDialect = schemaOf<CsvDialect>()(
  z.object({
    delimiter: z.string(),
    quote: z.string(),
    header: z.boolean(),
    decimal: z.enum(DECIMAL_MARKS),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'windows-1252']),
  }),
);

const recognitionReason = schemaOf<RecognitionReason>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('chosen') }),
    z.object({ kind: z.literal('mark'), mark: z.string() }),
    z.object({ kind: z.literal('workbook') }),
    z.object({ kind: z.literal('json-lines'), lines: count }),
    z.object({ kind: z.literal('json-array') }),
    z.object({ kind: z.literal('columns'), rows: count, columns: count }),
    z.object({ kind: z.literal('file-name'), ending: z.string() }),
    z.object({
      kind: z.literal('table-parts'),
      files: count,
      first: z.string(),
      last: z.string(),
    }),
    z.object({ kind: z.literal('folder-of-images') }),
    z.object({ kind: z.literal('folder-of-texts') }),
    z.object({ kind: z.literal('parallel-files'), source: z.string(), target: z.string() }),
    z.object({ kind: z.literal('folder-with-idx') }),
    z.object({ kind: z.literal('cifar') }),
    z.object({ kind: z.literal('arrays') }),
    z.object({ kind: z.literal('label-list'), list: z.string() }),
    z.object({ kind: z.literal('coco'), file: z.string() }),
    z.object({ kind: z.literal('yolo'), file: z.string() }),
    z.object({ kind: z.literal('voc'), file: z.string() }),
  ]),
);

const sourceFacts = schemaOf<SourceFacts>()(
  z
    .object({
      confidence: z.number().min(0).max(1),
      why: recognitionReason,
      archive: z
        .object({
          kind: z.enum(['zip', 'tar', 'tar.gz', 'gzip', 'folder']),
          files: count,
          unpackedBytes: count,
          names: texts.describe('The first files by their names in it.'),
          members: texts.describe('Files that hold data, to choose from.'),
          member: z.string().nullable().describe('The one that is read; null for a whole folder.'),
        })
        .nullable(),
    })
    .meta({ id: 'SourceFacts' }),
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
    z.object({ kind: z.literal('boxes-tiny'), count, pixels: count }),
    z.object({ kind: z.literal('boxes-left-out'), crowds: count, empty: count }),
    z.object({
      kind: z.literal('decimal-comma'),
      file: partFile,
      row: count,
      column: z.string(),
      value: z.string(),
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

const MAX_IMAGE_SIZE = 1024;
const imageSide = z.int().min(1).max(MAX_IMAGE_SIZE);

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
      imageSize: z.strictObject({ height: imageSide, width: imageSide }).optional(),
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

export const sample = schemaOf<Sample>()(
  z
    .object({
      name: z.string(),
      task,
      rows: count,
      source: z.string(),
      licence: z.string(),
      hasTemplate: z.boolean(),
      imported: z.boolean(),
    })
    .meta({ id: 'Sample' }),
);
