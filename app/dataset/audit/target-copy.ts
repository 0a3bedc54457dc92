import {
  type AuditColumn,
  type AuditTable,
  cellText,
  featuresOf,
  placeOf,
  targetIn,
} from './audit-table.ts';
import { type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';
import { correlation } from './one-feature.ts';

/** A rounded copy in another unit; what is measured a second time differs by more. */
const COPY_CORRELATION = 1 - 1e-6;
/** Fewer rows agree by chance. */
const FEWEST_ROWS = 20;

/** Features that are the target under another name, with other words or in another unit. */
export function targetCopies(table: AuditTable): readonly AuditFinding[] {
  const target = targetIn(table);
  if (target === null) return [];
  return featuresOf(table)
    .filter((column) => copiesTarget(table, column, target))
    .map((column) => {
      const rows = Array.from(table.splits.subarray(0, MOST_EXAMPLES).keys());
      const examples = rows.map((at) =>
        example([placeOf(table, at)], `${cellText(column, at)} → ${cellText(target, at)}`),
      );
      return { kind: 'target-copy', severity: 'high', column: column.name, examples };
    });
}

/** Whether each value of a column stands for one value of the target, and the other way round. */
export function copiesTarget(table: AuditTable, column: AuditColumn, target: AuditColumn): boolean {
  const rows = table.splits.length;
  if (rows < FEWEST_ROWS) return false;
  if (target.kind === 'number') {
    if (column.kind !== 'number') return false;
    const known = Array.from(table.splits.keys()).filter(
      (at) => Number.isFinite(column.values[at]) && Number.isFinite(target.values[at]),
    );
    if (known.length < rows / 2 || known.length < FEWEST_ROWS) return false;
    const [left, right] = [column, target].map(({ values }) =>
      known.map((at) => Number(values[at])),
    );
    return Math.abs(correlation(left ?? [], right ?? [])) >= COPY_CORRELATION;
  }
  const there = new Map<string, string>();
  const back = new Map<string, string>();
  for (let at = 0; at < rows; at += 1) {
    const [own, its] = [cellText(column, at), cellText(target, at)];
    if ((there.get(own) ?? its) !== its || (back.get(its) ?? own) !== own) return false;
    there.set(own, its);
    back.set(its, own);
  }
  return there.size > 1;
}
