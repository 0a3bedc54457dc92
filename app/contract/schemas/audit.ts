import { z } from 'zod';
import {
  ASPECTS,
  AUDIT_CHECKS,
  type AuditExample,
  type AuditFinding,
  type AuditReport,
  SEVERITIES,
} from '../../dataset/audit/finding.ts';
import { splitSpec } from './recipe.ts';
import { schemaOf } from './schema-of.ts';
import { count, split, texts } from './values.ts';

const auditExample = schemaOf<AuditExample>()(
  z
    .object({
      places: z.array(z.object({ split, row: count.describe('Row in the source, from 0.') })),
      value: z.string(),
      images: texts.describe('PNG data URLs, one for each place; empty unless they are images.'),
    })
    .meta({ id: 'DatasetAuditExample' }),
);

const found = z.object({ severity: z.enum(SEVERITIES), examples: z.array(auditExample) });
const ofColumn = found.extend({ column: z.string() });
const seen = found.extend({
  rows: count,
  of: count.describe('Rows of validation and test that were looked at.'),
  repeated: z
    .array(count)
    .describe('Those rows in the source, from 0; the first of them where they are many.'),
  groups: z
    .array(z.array(count))
    .describe(
      'Rows of the source that are alike: groups across splits, and where there is room also those within one; empty where they are too many to name, or one would fill a split.',
    ),
});
const figure = z.number();

const auditFinding = schemaOf<AuditFinding>()(
  z
    .discriminatedUnion('kind', [
      seen.extend({ kind: z.literal('exact-duplicates') }),
      seen.extend({ kind: z.literal('near-duplicates') }),
      ofColumn.extend({ kind: z.literal('target-copy') }),
      ofColumn.extend({
        kind: z.literal('target-leak'),
        score: z
          .number()
          .describe('Accuracy on rows not fitted on for classes, |correlation| for numbers.'),
        target: z.enum(['class', 'number']),
        word: z.string().optional().describe('Of texts: a word that alone tells a class.'),
        of: z.string().optional().describe('The class that it tells from all others.'),
      }),
      ofColumn.extend({
        kind: z.literal('future-column'),
        how: z.enum(['later-date', 'later-target', 'leads']),
        ahead: count.describe('Rows later; 0 for dates.'),
        score: z.number().describe('Share of rows, or |correlation| of changes where it leads.'),
      }),
      ofColumn.extend({ kind: z.literal('identifier') }),
      found.extend({
        kind: z.literal('class-imbalance'),
        largest: z.string(),
        smallest: z.string(),
        ratio: z.number(),
      }),
      ofColumn.extend({
        kind: z.literal('constant'),
        used: z.boolean().describe('Whether it became a feature all the same.'),
      }),
      ofColumn.extend({
        kind: z.literal('out-of-range'),
        rows: count,
        low: z.number(),
        high: z.number(),
        outside: z
          .array(count)
          .describe('Those rows in the source, from 0; the first of them where they are many.'),
      }),
      ofColumn.extend({
        kind: z.literal('drift'),
        aspect: z.enum(ASPECTS).describe('What of the column was looked at.'),
        split,
        difference: z
          .discriminatedUnion('by', [
            z.object({ by: z.literal('median'), train: figure, other: figure }),
            z.object({ by: z.literal('date'), train: z.string(), other: z.string() }),
            z.object({ by: z.literal('share'), value: z.string(), train: figure, other: figure }),
          ])
          .describe('The medians, or the shares of the value that the split has most more of.'),
        distance: z.number(),
        threshold: z.number(),
        measure: z.enum(['kolmogorov-smirnov', 'total-variation']),
      }),
    ])
    .meta({ id: 'DatasetAuditFinding' }),
);

export const auditReport = schemaOf<AuditReport>()(
  z
    .object({
      dataset: z.string(),
      checkedRows: count.describe('Rows looked at, of `totalRows`.'),
      totalRows: count,
      checks: z.array(z.enum(AUDIT_CHECKS)).describe('What was looked for.'),
      split: splitSpec
        .nullable()
        .describe('How rows were dealt out; null where no recipe says it.'),
      findings: z.array(auditFinding).describe('Worst first.'),
    })
    .meta({ id: 'DatasetAudit' }),
);
