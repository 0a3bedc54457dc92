import { type AuditColumn, type AuditTable, featuresOf, placeOf } from './audit-table.ts';
import { type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';
import { MOST_REPEATED } from './repeats.ts';

/**
 * Interquartile ranges beyond the quartiles. Tukey calls 3 "far out"; at 5 a normal distribution has one
 * value in some 10¹², and what is left is mostly typing errors, other units and codes for "missing".
 * @source Tukey, "Exploratory Data Analysis", 1977, §2D
 */
export const RANGE_IQR = 5;

/** Numbers far from all others, in features that no step clips. */
export function outOfRange(table: AuditTable): readonly AuditFinding[] {
  return farValues(table, featuresOf(table));
}

/** The same of columns of one's choice. */
export function farValues(
  table: AuditTable,
  columns: readonly AuditColumn[],
): readonly AuditFinding[] {
  return columns.flatMap((column): readonly AuditFinding[] => {
    if (column.kind !== 'number' || table.clipped?.has(column.name) === true) return [];
    const { values } = column;
    const sorted = values.filter(Number.isFinite).sort();
    const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
    const reach = (upper - lower) * RANGE_IQR;
    // Where half of the rows are equal, everything else would be far.
    if (!(reach > 0)) return [];
    const [low, high] = [lower - reach, upper + reach];
    const rows: number[] = [];
    for (const [at, value] of values.entries()) if (value < low || value > high) rows.push(at);
    if (rows.length === 0) return [];
    const far = (at: number) => Math.abs((values[at] ?? 0) - (low + high) / 2);
    const examples = rows
      .toSorted((left, right) => far(right) - far(left))
      .slice(0, MOST_EXAMPLES)
      .map((at) => example([placeOf(table, at)], String(values[at])));
    const outside = rows.slice(0, MOST_REPEATED).map((at) => table.sourceRows[at] ?? 0);
    const facts = { column: column.name, rows: rows.length, low, high, outside, examples };
    return [{ kind: 'out-of-range', severity: 'low', ...facts }];
  });
}

function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return below + (above - below) * (at - Math.floor(at));
}
