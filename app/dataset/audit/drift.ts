import { SPLITS } from '../dataset.ts';
import { type AuditColumn, type AuditTable, rowsIn, TRAIN } from './audit-table.ts';
import type { AuditFinding } from './finding.ts';

/** Smaller distances seldom change a score, however sure they are over many rows. */
export const DRIFT_DISTANCE = 0.15;
/**
 * Chance of a false alarm in a whole audit, shared by all columns and splits (Bonferroni): few rows differ
 * by more than `DRIFT_DISTANCE` by chance alone.
 */
export const DRIFT_ALARM = 0.001;

/** Columns, the target among them, whose values are spread otherwise in validation or test than in training. */
export function drift(table: AuditTable): readonly AuditFinding[] {
  const columns = table.columns.filter(({ role }) => role === 'feature' || role === 'target');
  const train = rowsIn(table.splits, TRAIN);
  const tests = columns.length * (SPLITS.length - 1);
  return columns.flatMap((column) =>
    SPLITS.flatMap((split, index): readonly AuditFinding[] => {
      if (index === TRAIN) return [];
      const found = distanceOf(column, train, rowsIn(table.splits, index), DRIFT_ALARM / tests);
      if (found === null || found.distance < found.threshold) return [];
      const severity = found.distance >= 2 * found.threshold ? 'high' : 'medium';
      return [{ kind: 'drift', severity, column: column.name, split, ...found, examples: [] }];
    }),
  );
}

/**
 * Distance of the spreads of a column in two sets of rows, and what it must reach to be told.
 * @returns null where a set is empty, or categories are as many as rows
 */
function distanceOf(
  column: AuditColumn,
  train: readonly number[],
  other: readonly number[],
  alarm: number,
) {
  if (column.kind === 'number') {
    const { values } = column;
    const sorted = (rows: readonly number[]) =>
      Float64Array.from(rows.map((at) => values[at] ?? Number.NaN).filter(Number.isFinite)).sort();
    const [left, right] = [sorted(train), sorted(other)];
    if (left.length === 0 || right.length === 0) return null;
    // Smirnov's bound: P(D > d) ≈ 2 exp(−2 d² nm/(n+m)).
    const chance = Math.sqrt((Math.log(2 / alarm) / 2) * (1 / left.length + 1 / right.length));
    return {
      distance: kolmogorovSmirnov(left, right),
      threshold: Math.max(DRIFT_DISTANCE, chance),
      measure: 'kolmogorov-smirnov',
    } as const;
  }
  const [left, right] = [countsOf(column.values, train), countsOf(column.values, other)];
  if (train.length === 0 || other.length === 0) return null;
  const names = new Set([...left.keys(), ...right.keys()]);
  let total = 0;
  for (const name of names) {
    total += Math.abs((left.get(name) ?? 0) / train.length - (right.get(name) ?? 0) / other.length);
  }
  // Expected by chance: at most ½ √(k (1/n + 1/m)); deviations from it by McDiarmid's inequality.
  const pooled = 1 / train.length + 1 / other.length;
  const chance =
    0.5 * Math.sqrt(names.size * pooled) + Math.sqrt((Math.log(1 / alarm) / 2) * pooled);
  if (chance >= 1) return null;
  return {
    distance: total / 2,
    threshold: Math.max(DRIFT_DISTANCE, chance),
    measure: 'total-variation',
  } as const;
}

/** Largest distance of two empirical distribution functions. */
export function kolmogorovSmirnov(left: Float64Array, right: Float64Array): number {
  let [at, other, largest] = [0, 0, 0];
  while (at < left.length && other < right.length) {
    const value = Math.min(left[at] ?? 0, right[other] ?? 0);
    while (left[at] === value) at += 1;
    while (right[other] === value) other += 1;
    largest = Math.max(largest, Math.abs(at / left.length - other / right.length));
  }
  return largest;
}

function countsOf(values: readonly string[], rows: readonly number[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const at of rows) counts.set(values[at] ?? '', (counts.get(values[at] ?? '') ?? 0) + 1);
  return counts;
}
