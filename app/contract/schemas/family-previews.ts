import { z } from 'zod';
import { RATING_FATES } from '../../dataset/ratings/rating-options.ts';
import type { CorrectionsPreview, FamilyPreview } from '../family-previews.ts';
import { namedBox, splitCounts } from './dataset.ts';
import { schemaOf } from './schema-of.ts';
import { count, split, texts } from './values.ts';

const share = z.number().min(0).max(1);
const numbers = z.array(z.number());

const textSide = z.object({
  column: z.string().nullable(),
  vocabulary: count,
  length: count,
  cut: share.describe('Share of the sample’s texts that are longer.'),
  unknown: share.describe('Share of the sample’s tokens that the vocabulary lacks.'),
  texts: z.array(z.object({ text: z.string(), tokens: texts, cut: count })),
});

const seriesColumn = z.object({
  name: z.string(),
  mean: z.number(),
  stddev: z.number(),
  before: numbers,
  after: numbers,
});

const ratingCounts = z.object({ ratings: count, users: count, items: count });
const fate = z.enum(RATING_FATES);

export const familyPreview = schemaOf<FamilyPreview>()(
  z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('texts'),
        sides: z.array(textSide),
        windows: splitCounts.optional(),
      }),
      z.object({
        kind: z.literal('series'),
        window: count,
        horizon: count,
        windows: splitCounts,
        series: count,
        of: z.string().nullable(),
        split,
        times: texts,
        columns: z.array(seriesColumn),
      }),
      z.object({
        kind: z.literal('pictures'),
        height: count,
        width: count,
        channels: count,
        values: z.object({
          minimum: z.number(),
          maximum: z.number(),
          mean: z.number(),
          stddev: z.number(),
        }),
        classes: texts,
        pictures: z.array(
          z.object({
            label: z.string(),
            height: count,
            width: count,
            boxes: z.array(namedBox).optional(),
            before: z.string().describe('Data URLs.'),
            after: z.string(),
            changed: z
              .string()
              .optional()
              .describe('As a step of training would see it, where one changes it.'),
          }),
        ),
      }),
      z.object({
        kind: z.literal('ratings'),
        before: ratingCounts,
        after: ratingCounts,
        dropped: z.record(fate, count),
        rows: z.array(
          z.object({
            user: z.string(),
            item: z.string(),
            rating: z.number().nullable(),
            fate: z.union([split, fate]),
            target: z.number().nullable(),
            drawn: texts,
          }),
        ),
      }),
    ])
    .meta({
      id: 'FamilyPreview',
      description: 'What rows of a sample become, beside what they were.',
    }),
);

export const correctionsPreview = schemaOf<CorrectionsPreview>()(
  z
    .object({
      relabelled: count,
      excluded: count,
      rows: z.array(
        z.object({
          row: count,
          from: z.string().nullable(),
          to: z.string().nullable(),
          values: z.record(z.string(), z.string().nullable()),
        }),
      ),
    })
    .meta({ id: 'CorrectionsPreview' }),
);
