import { auditTable } from '../../../app/dataset/audit/audit-rules.ts';
import { cellText, featuresOf, targetIn } from '../../../app/dataset/audit/audit-table.ts';
import { clippedColumns } from '../../../app/dataset/audit/clipped.ts';
import { AUDIT_CHECKS, type AuditCheck } from '../../../app/dataset/audit/finding.ts';
import { ok } from '../../../app/errors.ts';
import { type Audited, type AuditWork, rareClasses, readSampledTable } from './audit-work.ts';
import { timeOf, withTimes } from './read-table.ts';

/** Rows of a table that are looked at; more take longer and change no verdict but that on duplicates. */
const MOST_ROWS = 200_000;

/** Rows of numbers and categories. */
export async function auditTableRows(work: AuditWork): Promise<Audited> {
  const { dataset, manifest, tell } = work;
  const read = await readSampledTable(work, MOST_ROWS);
  if (!read.ok) return read;
  const { sample } = read.value;
  const columns = withTimes(dataset, manifest, read.value.columns);
  const { splits, sourceRows, totalRows } = sample;
  const time = timeOf(dataset, manifest, columns, splits.length === totalRows);
  const clipped = clippedColumns(manifest.recipe.table);
  const table = { splits, sourceRows, columns, time, clipped };
  const has: Readonly<Partial<Record<AuditCheck, boolean>>> = {
    'near-duplicates': false,
    'class-imbalance': dataset.classes.length > 0,
    'future-column': time !== undefined,
  };
  const checks = AUDIT_CHECKS.filter((check) => has[check] ?? true);
  const [target, features] = [targetIn(table), featuresOf(table)];
  const rare = rareClasses(work, {
    ...{ splits, sourceRows },
    hasClass: (at, name) => target !== null && cellText(target, at) === name,
    valueAt: (at) => features.map((column) => cellText(column, at)).join(', '),
  });
  const findings = [...auditTable(table, checks, tell), ...rare];
  return ok({ checkedRows: splits.length, totalRows, checks, findings });
}
