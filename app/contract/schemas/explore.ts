import { z } from 'zod';
import { COLUMN_TYPES } from '../../dataset/dataset.ts';
import type { ImagesPage } from '../../dataset/explore/images-query.ts';
import type { DatasetProfile } from '../../dataset/explore/profile.ts';
import type { Correlations, TargetPlot } from '../../dataset/explore/relations.ts';
import type { RowsPage } from '../../dataset/explore/rows-query.ts';
import { GUESSED_LANGUAGES } from '../../text/guess-language.ts';
import { namedBox } from './dataset.ts';
import { schemaOf } from './schema-of.ts';
import { count, limit, longText, nameText, split } from './values.ts';

const cell = z.union([z.string(), z.number()]).nullable();

export const rowsPage = schemaOf<RowsPage>()(
  z
    .object({
      columns: z.array(
        z.object({
          name: z.string().describe('As expressions name it.'),
          type: z.enum(COLUMN_TYPES),
        }),
      ),
      total: count.describe('Rows that the query has.'),
      rows: z.array(
        z.object({
          row: count.describe('In the source, from 0; expressions know it as "#", from 1.'),
          split: split
            .nullable()
            .describe('Null for rows that no split has; expressions: "#split".'),
          cells: z.array(cell).describe('As they are read; texts are cut to 1,000 characters.'),
        }),
      ),
    })
    .meta({ id: 'RowsPage' }),
);

export const imagesPage = schemaOf<ImagesPage>()(
  z
    .object({
      total: count.describe('Images that the query has.'),
      images: z.array(
        z.object({
          row: count.describe('In the source, from 0.'),
          split,
          label: z.string().describe('Empty where images have no class.'),
          boxes: z.array(namedBox).optional(),
          thumbnail: z.string().optional().describe('Data URL of at most 128 × 128 pixels.'),
        }),
      ),
    })
    .meta({ id: 'ImagesPage' }),
);

/** Smallest and largest, pixels. */
const range = z.tuple([count, count]);

const histogram = z
  .object({
    start: z.number().describe('Lower edge of the first bin; of times, milliseconds since 1970.'),
    width: z.number(),
    counts: z.array(count),
  })
  .meta({ id: 'Histogram' });
const spread = z
  .object({
    minimum: z.number(),
    mean: z.number(),
    maximum: z.number(),
    stddev: z.number(),
    quantiles: z.array(z.number()).describe('At 1, 5, 25, 50, 75, 95 and 99 %.'),
    histogram,
  })
  .meta({ id: 'Spread' });
const valueCounts = z.array(z.object({ value: z.string(), count }));

export const datasetProfile = schemaOf<DatasetProfile>()(
  z
    .object({
      dataset: z.string(),
      rows: count,
      columns: z
        .array(
          z.object({
            name: z.string(),
            type: z.enum(COLUMN_TYPES),
            role: z.enum(['feature', 'target', 'weight', 'ignored']),
            missing: count,
            distinct: count.nullable(),
            distinctEstimated: z
              .literal(true)
              .exactOptional()
              .describe('Only where `distinct` is an estimate, by some 2 %.'),
            numbers: spread.exactOptional(),
            times: z.object({ first: z.string(), last: z.string(), histogram }).exactOptional(),
            lengths: spread.exactOptional().describe('Characters of texts.'),
            top: valueCounts.exactOptional().describe('Most frequent values, at most 20.'),
          }),
        )
        .describe('Empty for images and long texts.'),
      texts: z.array(
        z.object({
          column: z.string(),
          rows: count.describe('Texts looked at.'),
          words: spread.describe('Words of a text.'),
          vocabulary: count.describe('Different words, in lower case.'),
          frequentWords: valueCounts,
          scripts: z.array(z.object({ script: z.string(), rows: count })),
          languages: z
            .array(z.object({ language: z.enum(GUESSED_LANGUAGES), rows: count }))
            .describe('Guessed for at most 2,000 texts; BCP 47, `und` where none is clear.'),
        }),
      ),
      ratings: z
        .object({
          users: count,
          items: count,
          ratings: count,
          density: z.number().describe('Ratings of users × items.'),
          perUser: spread,
          perItem: spread,
          longTail: z
            .array(z.object({ items: z.number(), ratings: z.number() }))
            .describe('Part of all ratings that the most rated share of the items has.'),
        })
        .nullable(),
      images: z
        .object({
          height: count,
          width: count,
          channels: count,
          rows: count.describe('Images that means and deviations are of.'),
          means: z.array(z.number()).describe('By channel, 0 to 255.'),
          stddevs: z.array(z.number()),
          source: z
            .object({
              sizes: z.array(z.object({ height: count, width: count, count })),
              others: count.describe('Images of sizes beyond those.'),
              heights: range,
              widths: range,
              greyscale: count.describe('Images without colours.'),
            })
            .nullable()
            .describe('Before they were brought to one size; null where that was not kept.'),
        })
        .nullable(),
    })
    .meta({ id: 'DatasetProfile' }),
);

export const correlations = schemaOf<Correlations>()(
  z
    .object({
      dataset: z.string(),
      rows: count.describe('Rows looked at, of `totalRows`.'),
      totalRows: count,
      columns: z.array(z.string()),
      values: z.array(z.array(z.number().nullable())).describe('Pearson’s r of each two columns.'),
    })
    .meta({ id: 'Correlations' }),
);

export const targetPlot = schemaOf<TargetPlot>()(
  z
    .object({
      dataset: z.string(),
      column: z.string(),
      type: z.enum(COLUMN_TYPES),
      ofLength: z.boolean().describe('Whether groups are of the length of texts.'),
      target: z.string(),
      rows: count.describe('Rows looked at that have both.'),
      classes: z.array(z.string()).describe('The most frequent; empty where it is a number.'),
      groups: z.array(
        z.object({
          value: z.string().nullable().describe('Null where it is bounds.'),
          from: z.number().nullable().describe('Included; of times, milliseconds since 1970.'),
          to: z.number().nullable().describe('Excluded, but in the last group.'),
          rows: count,
          mean: z.number().optional().describe('Of the target, where it is a number.'),
          quantiles: z.array(z.number()).optional().describe('At 5, 25, 50, 75 and 95 %.'),
          shares: z.array(z.number()).optional().describe('Of `classes`, and of all others last.'),
        }),
      ),
    })
    .meta({ id: 'TargetPlot' }),
);

const ofDataset = z.strictObject({ dataset: nameText.min(1).describe('Id or name.') });

export const EXPLORE_PARAMS = {
  'explore.profile': ofDataset,
  'explore.correlations': ofDataset,
  'explore.target': ofDataset.extend({ column: z.string() }),
  'explore.images': ofDataset.extend({
    split: split.nullable().describe('Null: all.'),
    className: z.string().nullable().describe('Of this class, or with a thing of it; null: all.'),
    offset: count,
    limit,
    thumbnails: z.boolean(),
  }),
  'explore.rows': ofDataset.extend({
    split: split.nullable().describe('Null: all.'),
    where: longText.nullable().describe('SQL expression that is true for the rows wanted.'),
    order: longText.nullable().describe('SQL expressions, each with ASC or DESC if wanted.'),
    offset: count,
    limit,
  }),
} as const;

export const EXPLORE_RESULTS = {
  'explore.rows': rowsPage,
  'explore.profile': datasetProfile,
  'explore.correlations': correlations,
  'explore.target': targetPlot,
  'explore.images': imagesPage,
} as const;
