import { z } from 'zod';
import type { LabelComparison, LabelReport } from '../../dataset/audit/labels/label-report.ts';
import { auditReport } from './audit.ts';
import { dataset } from './dataset.ts';
import { MOST_CORRECTED_ROWS } from './recipe.ts';
import { runSummary } from './run.ts';
import { schemaOf } from './schema-of.ts';
import { count, limit, nameText, texts } from './values.ts';

const name = nameText.min(1);
const ofDataset = z.strictObject({ dataset: name.describe('Id or name.') });
const group = name
  .nullable()
  .describe('Group of fold runs, or one of its runs; null: the latest whole one.');

export const labelReport = schemaOf<LabelReport>()(
  z
    .object({
      dataset: z.string(),
      group: z.string(),
      groupName: z.string(),
      folds: count,
      target: z.enum(['class', 'number']),
      classes: texts,
      thresholds: z
        .array(z.number().nullable())
        .describe('Mean probability of each class among its own rows; null without rows.'),
      residual: z
        .object({ median: z.number(), deviation: z.number() })
        .nullable()
        .describe('Of numbers: given − predicted, its median and robust deviation.'),
      rows: count.describe('Rows that were looked at.'),
      total: count.describe('Rows that are doubted.'),
      doubted: z
        .array(
          z
            .object({
              row: count.describe('Row in the source, from 0.'),
              given: z.string(),
              suggested: z.string(),
              probability: z.number().nullable(),
              givenProbability: z.number().nullable(),
              score: z
                .number()
                .describe('Margin of the suggested class, or robust deviations of the residual.'),
              values: z.record(z.string(), z.string().nullable()).optional(),
              image: z.string().optional(),
            })
            .meta({ id: 'DoubtedRow' }),
        )
        .describe('The most doubted first.'),
    })
    .meta({ id: 'LabelReport', description: 'What a cross-validation says of labels.' }),
);

export const labelComparison = schemaOf<LabelComparison>()(
  z
    .object({
      dataset: z.string(),
      from: z.string().nullable().describe('That it was corrected from; null where it is gone.'),
      relabelled: count,
      excluded: count,
      groups: z.object({ before: z.string(), after: z.string().nullable() }),
      training: z.boolean().describe('Whether the retraining is still under way.'),
      measure: z.enum(['accuracy', 'mae']),
      scores: z
        .object({
          rows: count,
          before: z.number(),
          after: z.number(),
          difference: z.number(),
          halfWidth: z.number().nullable().describe('Of the 95 % interval of the difference.'),
        })
        .nullable()
        .describe(
          'Over rows with the same label in both, each told by a model that had not seen it.',
        ),
    })
    .meta({ id: 'LabelComparison', description: 'What corrected labels came to.' }),
);

const row = count.describe('Row in the source, from 0.');

export const AUDIT_PARAMS = {
  'datasets.audit': ofDataset.extend({
    token: name
      .optional()
      .describe('Names it in `audit.progress` and for `datasets.cancel-import`.'),
  }),
  'labels.find': ofDataset.extend({
    group,
    offset: count,
    limit,
    token: name.describe('Names it in `labels.progress` and for `datasets.cancel-import`.'),
  }),
  'labels.correct': ofDataset.extend({
    group,
    name: nameText,
    relabel: z.array(z.strictObject({ row, to: nameText })).max(MOST_CORRECTED_ROWS),
    exclude: z.array(row).max(MOST_CORRECTED_ROWS),
    token: name.describe('Names it in `import.progress`.'),
  }),
  'labels.retrain': ofDataset.extend({
    token: name.optional().describe('Names the preparing of folds in `import.progress`.'),
  }),
  'labels.compare': ofDataset,
} as const;

export const AUDIT_RESULTS = {
  'datasets.audit': auditReport,
  'labels.find': labelReport,
  'labels.correct': dataset,
  'labels.retrain': z.array(runSummary),
  'labels.compare': labelComparison,
} as const;
