import type { GuessColumn } from './guess-column.ts';
import { guessTime } from './series-columns.ts';
import type { Task } from './tasks.ts';

/** The more telling, the earlier: `y` may as well be a coordinate. */
const TARGET_NAMES: readonly string[] = [
  'target',
  'label',
  'labels',
  'class',
  'species',
  'outcome',
  'diagnosis',
  'response',
  'category',
  '标签',
  '类别',
  '目标',
  'y',
];

/** Whether a column is called like what is to be predicted. */
export function isTargetName(name: string): boolean {
  return TARGET_NAMES.includes(name.toLowerCase());
}

/** A number column with more different values than this is a quantity, not a class. */
const MOST_CLASSES = 20;
/** A class needs this many rows on average before numbers are taken for classes. */
const ROWS_PER_CLASS = 5;

/**
 * The column most likely to be predicted: one named like a target, otherwise the last that holds
 * classes or numbers; null when there is none. Ignored columns do not
 * count, except that a constant one named like a target is better refused than passed over.
 */
export function guessTarget(columns: readonly GuessColumn[]): string | null {
  const possible = columns.filter(
    ({ type, role, distinct }) =>
      role !== 'weight' && distinct > 0 && type !== 'text' && type !== 'datetime',
  );
  const used = possible.filter(({ role }) => role !== 'ignored');
  const candidates = [...used, ...possible.filter(({ distinct }) => distinct === 1)];
  for (const known of TARGET_NAMES) {
    const named = candidates.find(({ name }) => name.toLowerCase() === known);
    if (named !== undefined) return named.name;
  }
  return used.at(-1)?.name ?? null;
}

/**
 * Tasks that a table with this target could serve, the likeliest first.
 * A table with text but nothing else to learn from is for text classification, one of a time and numbers for
 * forecasting.
 */
export function possibleTasks(
  target: GuessColumn,
  columns: readonly GuessColumn[],
  rows: number,
): readonly Task[] {
  const features = columns.filter(({ name, role }) => name !== target.name && role === 'feature');
  const hasText = columns.some(({ name, type }) => type === 'text' && name !== target.name);
  const onlyText = hasText && features.length === 0;
  const classes: Task = onlyText ? 'text-classification' : 'classification';
  const otherwise: readonly Task[] = hasText && !onlyText ? ['text-classification'] : [];
  if (target.type !== 'number') return [classes, ...otherwise];
  const time = guessTime(columns, target.name, rows);
  const few =
    target.integer &&
    target.distinct <= MOST_CLASSES &&
    target.distinct * ROWS_PER_CLASS <= rows - target.missing;
  const [first, second] = few
    ? ([classes, 'regression'] as const)
    : (['regression', classes] as const);
  if (time === undefined) return [first, second, ...otherwise];
  const onlyNumbers = columns.every(({ name, type }) => type === 'number' || name === time.name);
  return onlyNumbers && !few && time.missing === 0
    ? ['forecasting', first, second]
    : [first, 'forecasting', second, ...otherwise];
}
