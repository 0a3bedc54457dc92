import { AlikeRows } from '../../../app/dataset/audit/alike-rows.ts';
import { type AuditColumn, cellText } from '../../../app/dataset/audit/audit-table.ts';
import { constantColumns } from '../../../app/dataset/audit/constant-columns.ts';
import { drift } from '../../../app/dataset/audit/drift.ts';
import { sharedKeys } from '../../../app/dataset/audit/exact-duplicates.ts';
import type { AuditCheck } from '../../../app/dataset/audit/finding.ts';
import { farValues } from '../../../app/dataset/audit/out-of-range.ts';
import { ok } from '../../../app/errors.ts';
import { type Audited, type AuditWork, readSampledTable } from './audit-work.ts';

const MOST_RATINGS = 200_000;

/** Who rated what: the same twice, and how ratings are spread. */
export async function auditRatings(work: AuditWork): Promise<Audited> {
  const { dataset, manifest, tell } = work;
  const { ratings } = manifest.recipe;
  const read = await readSampledTable(work, MOST_RATINGS);
  if (!read.ok) return read;
  const { sample, columns } = read.value;
  const { splits, sourceRows, totalRows } = sample;
  const rows = { splits, sourceRows };
  const ids = [ratings?.user.column, ratings?.item.column].map((name) =>
    columns.find((column) => column.name === name),
  );
  const idsAt = (at: number) => ids.map((column) => (column ? cellText(column, at) : ''));
  const marks = columns.filter(
    (column): column is Extract<AuditColumn, { kind: 'number' }> =>
      column.name === dataset.target && column.kind === 'number',
  );
  // What is learnt from is looked at as a feature is.
  const table = {
    ...rows,
    columns: marks.map((column) => ({ ...column, role: 'feature' as const })),
  };
  const hasMarks = marks.length > 0;
  const checks: readonly AuditCheck[] = [
    'exact-duplicates',
    ...(hasMarks ? (['constant', 'out-of-range', 'drift'] as const) : []),
  ];
  const alike = new AlikeRows(splits.length);
  tell('exact-duplicates', 0, checks.length);
  const twice = sharedKeys(
    rows,
    (at) => idsAt(at).join('\u0000'),
    (at) => idsAt(at).join(', '),
    alike,
  );
  const findings = [...twice.findings('exact-duplicates', alike)];
  if (hasMarks) {
    tell('constant', 1, checks.length);
    findings.push(...constantColumns(table));
    tell('out-of-range', 2, checks.length);
    findings.push(...farValues(table, table.columns));
    tell('drift', 3, checks.length);
    findings.push(...drift(table));
  }
  return ok({ checkedRows: splits.length, totalRows, checks, findings });
}
