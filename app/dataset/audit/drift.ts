import { SPLITS } from '../dataset.ts';
import {
  type AuditColumn,
  type AuditTable,
  cellText,
  placeOf,
  rowsIn,
  TRAIN,
} from './audit-table.ts';
import { type AuditFinding, type Difference, example, MOST_EXAMPLES } from './finding.ts';

/** Smaller distances seldom change a score, however sure they are over many rows. */
export const DRIFT_DISTANCE = 0.15;
/**
 * Chance of a false alarm in a whole audit, shared by all columns and splits (Bonferroni): few rows differ
 * by more than `DRIFT_DISTANCE` by chance alone.
 */
export const DRIFT_ALARM = 0.001;

/** Columns, the target among them, whose values are spread otherwise in validation or test than in training. */
export function drift(table: AuditTable): readonly AuditFinding[] {
  // Split by time, dates differ between splits because they are to.
  const columns = table.columns.filter(
    ({ role, times }) =>
      (role === 'feature' || role === 'target') &&
      (table.time === undefined || times === undefined),
  );
  const train = rowsIn(table.splits, TRAIN);
  const tests = columns.length * (SPLITS.length - 1);
  return columns.flatMap((column) =>
    SPLITS.flatMap((split, index): readonly AuditFinding[] => {
      if (index === TRAIN) return [];
      const rows = rowsIn(table.splits, index);
      const found = distanceOf(column, train, rows, DRIFT_ALARM / tests);
      if (found === null || found.distance < found.threshold) return [];
      const { isTypical, ...facts } = found;
      const severity = found.distance >= 2 * found.threshold ? 'high' : 'medium';
      const examples = rows
        .filter(isTypical)
        .slice(0, MOST_EXAMPLES)
        .map((at) => example([placeOf(table, at)], shownText(column, at)));
      const of = { column: column.name, aspect: column.aspect ?? 'value', split } as const;
      return [{ kind: 'drift', severity, ...of, ...facts, examples }];
    }),
  );
}

/** A cell; what was measured of it, to four digits. */
function shownText(column: AuditColumn, at: number): string {
  const value = column.values[at];
  const isMeasured = column.aspect !== undefined && column.aspect !== 'value';
  return isMeasured && typeof value === 'number'
    ? String(Number(value.toPrecision(4)))
    : cellText(column, at);
}

interface Distance {
  readonly distance: number;
  /** What it must reach to be told. */
  readonly threshold: number;
  readonly measure: 'kolmogorov-smirnov' | 'total-variation';
  readonly difference: Difference;
  /** Whether a row of the other set is one of those that it has more of. */
  readonly isTypical: (at: number) => boolean;
}

/**
 * Distance of the spreads of a column in two sets of rows.
 * @returns null where a set is empty, or categories are as many as rows
 */
function distanceOf(
  column: AuditColumn,
  train: readonly number[],
  other: readonly number[],
  alarm: number,
): Distance | null {
  if (column.kind === 'number') return numberDistance(column.values, train, other, alarm);
  if (column.times === undefined) return textDistance(column.values, train, other, alarm);
  const found = numberDistance(column.times, train, other, alarm);
  return found && { ...found, difference: datesOf(found.difference) };
}

/** Medians of times as dates. */
function datesOf(difference: Difference): Difference {
  if (difference.by !== 'median') return difference;
  const date = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { by: 'date', train: date(difference.train), other: date(difference.other) };
}

function numberDistance(
  values: Float64Array,
  train: readonly number[],
  other: readonly number[],
  alarm: number,
): Distance | null {
  const sorted = (rows: readonly number[]) =>
    Float64Array.from(rows.map((at) => values[at] ?? Number.NaN).filter(Number.isFinite)).sort();
  const [left, right] = [sorted(train), sorted(other)];
  if (left.length === 0 || right.length === 0) return null;
  // Smirnov's bound: P(D > d) ≈ 2 exp(−2 d² nm/(n+m)).
  const chance = Math.sqrt((Math.log(2 / alarm) / 2) * (1 / left.length + 1 / right.length));
  const { distance, at, isAbove } = kolmogorovSmirnov(left, right);
  return {
    distance,
    threshold: Math.max(DRIFT_DISTANCE, chance),
    measure: 'kolmogorov-smirnov',
    difference: { by: 'median', train: median(left), other: median(right) },
    isTypical: (row) => {
      const value = values[row] ?? Number.NaN;
      return isAbove ? value > at : value <= at;
    },
  };
}

function textDistance(
  values: readonly string[],
  train: readonly number[],
  other: readonly number[],
  alarm: number,
): Distance | null {
  if (train.length === 0 || other.length === 0) return null;
  const [left, right] = [countsOf(values, train), countsOf(values, other)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const shares = names.map((value) => ({
    value,
    train: (left.get(value) ?? 0) / train.length,
    other: (right.get(value) ?? 0) / other.length,
  }));
  // Expected by chance: at most ½ √(k (1/n + 1/m)); deviations from it by McDiarmid's inequality.
  const pooled = 1 / train.length + 1 / other.length;
  const chance =
    0.5 * Math.sqrt(names.length * pooled) + Math.sqrt((Math.log(1 / alarm) / 2) * pooled);
  if (chance >= 1) return null;
  const most = shares.reduce((best, one) =>
    one.other - one.train > best.other - best.train ? one : best,
  );
  return {
    distance: shares.reduce((sum, one) => sum + Math.abs(one.train - one.other), 0) / 2,
    threshold: Math.max(DRIFT_DISTANCE, chance),
    measure: 'total-variation',
    difference: { by: 'share', ...most },
    isTypical: (row) => (values[row] ?? '') === most.value,
  };
}

function median(sorted: Float64Array): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** Largest distance of two empirical distribution functions, and where: above it lies more of the right or less. */
export function kolmogorovSmirnov(left: Float64Array, right: Float64Array) {
  let [at, other] = [0, 0];
  let largest = { distance: 0, at: 0, isAbove: true };
  while (at < left.length && other < right.length) {
    const value = Math.min(left[at] ?? 0, right[other] ?? 0);
    while (left[at] === value) at += 1;
    while (right[other] === value) other += 1;
    const more = at / left.length - other / right.length;
    const distance = Math.abs(more);
    if (distance > largest.distance) largest = { distance, at: value, isAbove: more > 0 };
  }
  return largest;
}

function countsOf(values: readonly string[], rows: readonly number[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const at of rows) counts.set(values[at] ?? '', (counts.get(values[at] ?? '') ?? 0) + 1);
  return counts;
}
