import {
  type AuditColumn,
  type AuditTable,
  cellText,
  featuresOf,
  placeOf,
  rowsIn,
  TRAIN,
  targetIn,
  thin,
} from './audit-table.ts';
import { type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';
import { correlation, fitMajority, fitThresholds } from './one-feature.ts';
import { copiesTarget } from './target-copy.ts';

/** One honest measurement hardly ever decides 99 of 100 cases; what was written down afterwards does. */
export const LEAK_ACCURACY = 0.99;
/** Of what guessing the largest class gets wrong, this share must be put right: rare classes are no leak. */
export const LEAK_ERROR_CUT = 0.9;
/** As with accuracy: 98 % of the target's variance in one column. */
export const LEAK_CORRELATION = 0.99;
/** Fewer rows agree by chance. */
const FEWEST_ROWS = 20;
/** Sorting each column takes time, and more rows would not change a verdict at these thresholds. */
const MOST_ROWS = 20_000;
/** With more classes a tree over one number would have too few leaves to tell them apart. */
const MOST_CLASSES = 16;

/** Features that alone tell the target: fitted on training, measured on the other splits. */
export function targetLeaks(table: AuditTable): readonly AuditFinding[] {
  const target = targetIn(table);
  if (target === null) return [];
  const rows = rowsIn(table.splits, TRAIN);
  const others = table.splits.reduce<number[]>((found, split, at) => {
    if (split !== TRAIN) found.push(at);
    return found;
  }, []);
  const fitted = thin(rows, MOST_ROWS);
  const measured = thin(others, MOST_ROWS);
  return featuresOf(table).flatMap((column): readonly AuditFinding[] => {
    if (copiesTarget(table, column, target)) return [];
    const score =
      target.kind === 'number'
        ? numberScore(column, target, [...fitted, ...measured])
        : classScore(column, target.values, fitted, measured);
    if (score === null) return [];
    const examples = measured
      .slice(0, MOST_EXAMPLES)
      .map((at) =>
        example([placeOf(table, at)], `${cellText(column, at)} → ${cellText(target, at)}`),
      );
    const kind = target.kind === 'number' ? 'number' : 'class';
    return [
      { kind: 'target-leak', severity: 'high', column: column.name, score, target: kind, examples },
    ];
  });
}

/** |correlation| where it is that of a leak. */
function numberScore(
  column: AuditColumn,
  target: AuditColumn & { readonly kind: 'number' },
  rows: readonly number[],
): number | null {
  if (column.kind !== 'number') return null;
  const known = rows.filter(
    (at) => Number.isFinite(column.values[at]) && Number.isFinite(target.values[at]),
  );
  if (known.length < FEWEST_ROWS) return null;
  const found = Math.abs(
    correlation(
      known.map((at) => column.values[at] ?? 0),
      known.map((at) => target.values[at] ?? 0),
    ),
  );
  return found >= LEAK_CORRELATION ? found : null;
}

/** The worse of the accuracies on training and on the other splits, where it is that of a leak. */
function classScore(
  column: AuditColumn,
  classes: readonly string[],
  fitted: readonly number[],
  measured: readonly number[],
): number | null {
  const names = [...new Set(fitted.map((at) => classes[at] ?? ''))];
  const labels = new Map(names.map((name, label) => [name, label]));
  const guess = guesser(column, fitted, (at) => labels.get(classes[at] ?? '') ?? -1, names.length);
  if (guess === null || Math.min(fitted.length, measured.length) < FEWEST_ROWS) return null;
  const rightOf = (rows: readonly number[]) =>
    rows.filter((at) => guess(at) === labels.get(classes[at] ?? '')).length / rows.length;
  const counts = new Map<string, number>();
  for (const at of measured)
    counts.set(classes[at] ?? '', (counts.get(classes[at] ?? '') ?? 0) + 1);
  const usual = Math.max(...counts.values()) / measured.length;
  const score = Math.min(rightOf(fitted), rightOf(measured));
  const beyondUsual = score >= usual + (1 - usual) * LEAK_ERROR_CUT;
  return usual < 1 && score >= LEAK_ACCURACY && beyondUsual ? score : null;
}

/** Guesses the label of a row from one column; null where that cannot be tried. */
function guesser(
  column: AuditColumn,
  fitted: readonly number[],
  labelAt: (at: number) => number,
  classes: number,
): ((at: number) => number) | null {
  if (classes < 2) return null;
  if (column.kind === 'text' && column.times === undefined) {
    const guess = fitMajority(
      fitted.map((at) => column.values[at] ?? ''),
      fitted.map(labelAt),
      classes,
    );
    return (at) => guess(column.values[at] ?? '');
  }
  if (classes > MOST_CLASSES) return null;
  // A missing number lies below all others: that it is missing may be what gives the target away.
  const values = column.kind === 'number' ? column.values : column.times;
  const valueAt = (at: number) => {
    const value = values?.[at] ?? Number.NaN;
    return Number.isNaN(value) ? -Number.MAX_VALUE : value;
  };
  const guess = fitThresholds(fitted.map(valueAt), fitted.map(labelAt), classes);
  return (at) => guess(valueAt(at));
}
