import { z } from 'zod';
import {
  AUDIT_CHECKS,
  type AuditExample,
  type AuditFinding,
  type AuditReport,
  SEVERITIES,
} from '../../dataset/audit/finding.ts';
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
});

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
      }),
      ofColumn.extend({
        kind: z.literal('drift'),
        split,
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
      findings: z.array(auditFinding).describe('Worst first.'),
    })
    .meta({ id: 'DatasetAudit' }),
);
