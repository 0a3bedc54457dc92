import { type AuditTable, cellText } from '../../../app/dataset/audit/audit-table.ts';
import { constantColumns } from '../../../app/dataset/audit/constant-columns.ts';
import { drift } from '../../../app/dataset/audit/drift.ts';
import type { AuditCheck, AuditFinding } from '../../../app/dataset/audit/finding.ts';
import { futureColumns } from '../../../app/dataset/audit/future-columns.ts';
import { farValues } from '../../../app/dataset/audit/out-of-range.ts';
import { ok } from '../../../app/errors.ts';
import { equalSamples, readSampledBytes } from './audit-windows.ts';
import { type Audited, type AuditWork, readSampledTable } from './audit-work.ts';
import { timeOf } from './read-table.ts';
import { showExamples } from './show-examples.ts';

const MOST_ROWS = 200_000;

type Rule = (table: AuditTable) => readonly AuditFinding[];

const RULES = {
  'future-column': futureColumns,
  constant: constantColumns,
  'out-of-range': (table) => farValues(table, table.columns),
  drift,
} as const satisfies Partial<Record<AuditCheck, Rule>>;

/** Windows of a time series, and the rows that their targets begin with. */
export async function auditSeries(work: AuditWork): Promise<Audited> {
  const { dataset, manifest, tell } = work;
  const { series } = manifest.recipe;
  const windows = await readSampledBytes(work, MOST_ROWS);
  if (!windows.ok) return windows;
  const read = await readSampledTable(work, MOST_ROWS);
  if (!read.ok) return read;
  const { sample, columns } = read.value;
  const { splits, sourceRows, totalRows } = sample;
  const isWhole = splits.length === totalRows;
  const values = columns.filter(({ name }) => series?.values.includes(name));
  const time = timeOf(dataset, manifest, columns, isWhole);
  // Of several series, neighbours in time are none in the table.
  const ids = columns.find(({ name }) => name === series?.id);
  const seriesAt = ids === undefined ? undefined : (at: number) => cellText(ids, at);
  const table: AuditTable = {
    ...{ splits, sourceRows },
    columns: values.map(({ name, ...column }) => {
      return { ...column, name, role: name === series?.target ? 'target' : 'feature' };
    }),
    time: time && { ...time, seriesAt },
  };
  const checks: readonly AuditCheck[] = [
    'exact-duplicates',
    ...(table.time === undefined ? [] : (['future-column'] as const)),
    ...(['constant', 'out-of-range', 'drift'] as const),
  ];
  tell('exact-duplicates', 0, checks.length);
  const findings = [...equalSamples(windows.value)];
  for (const [done, check] of checks.entries()) {
    tell(check, done, checks.length);
    const rule: Rule | undefined = check in RULES ? RULES[check as keyof typeof RULES] : undefined;
    findings.push(...(rule?.(table) ?? []));
  }
  const shown = await showExamples(work, findings);
  if (!shown.ok) return shown;
  return ok({ checkedRows: splits.length, totalRows, checks, findings: shown.value });
}
