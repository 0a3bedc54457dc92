import { z } from 'zod';
import type { NamedBox } from '../../boxes/box.ts';
import type { BoxProfile } from '../../boxes/box-profile.ts';
import type {
  ClassCount,
  Column,
  Dataset,
  RatingPreview,
  SampleInput,
  SampleTarget,
} from '../../dataset/dataset.ts';
import { COLUMN_TYPES, DATASET_FORMATS } from '../../dataset/dataset.ts';
import type { Sample } from '../requests.ts';
import { previewWarning } from './preview-warning.ts';
import { implicitOptions } from './recipe.ts';
import { recognisedSource } from './recognition.ts';
import { schemaOf } from './schema-of.ts';
import { count, datasetId, instant, split, task, texts } from './values.ts';

export const format = z.enum(DATASET_FORMATS);

export const splitCounts = z.record(split, count);
export const splitFractions = z
  .record(split, z.number().min(0).max(1))
  .describe('Share of the rows in each split; together 1.');

export const column = schemaOf<Column>()(
  z
    .object({
      name: z.string(),
      type: z.enum(COLUMN_TYPES),
      role: z.enum(['feature', 'target', 'weight', 'ignored']),
      missing: count.describe('Rows without a value.'),
      distinct: count
        .nullable()
        .describe('Different values; null where they are not counted: pictures and long texts.'),
      distinctEstimated: z
        .literal(true)
        .exactOptional()
        .describe('Only where `distinct` is an estimate, by some 2 %.'),
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

export const classCount = schemaOf<ClassCount>()(z.object({ name: z.string(), count }));

export const sampleInput = schemaOf<SampleInput>()(
  z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('tabular'), features: count }),
      z.object({
        kind: z.literal('image'),
        height: count,
        width: count,
        channels: count,
        fit: z.enum(['crop', 'pad']).exactOptional().describe('Stretched where left out.'),
        crop: z.number().exactOptional().describe('Share of each side that is kept.'),
        normalization: z
          .object({ mean: z.array(z.number()), variance: z.array(z.number()) })
          .exactOptional()
          .describe('What ready models make of each channel; x / 255 where left out.'),
        augmentation: z
          .array(z.object({ type: z.string(), config: z.record(z.string(), z.unknown()) }))
          .exactOptional()
          .describe('What a run changes by chance where it says nothing else.'),
      }),
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

export const boxProfile = schemaOf<BoxProfile>()(
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

export const ratingPreview = schemaOf<RatingPreview>()(
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
      sizeBytes: count.describe('Bytes on disk, with its folds and what looking at it left there.'),
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
      recognised: recognisedSource
        .optional()
        .describe('Why it was taken for its format; only where a single dataset is asked for.'),
      warnings: z
        .array(previewWarning)
        .optional()
        .describe('What of its source was left out, or read otherwise than it stands; likewise.'),
      importFault: z
        .literal('rows-mixed')
        .optional()
        .describe('An older version may have given rows the labels of others: import it again.'),
    })
    .meta({ id: 'Dataset' }),
);

export const sample = schemaOf<Sample>()(
  z
    .object({
      name: z.string(),
      task,
      rows: count,
      source: z.string(),
      licence: z.string(),
      imported: z.boolean(),
    })
    .meta({ id: 'Sample' }),
);
