import { type AppError, fail, ok, type Result } from '../errors.ts';
import { shuffleInPlace } from '../random.ts';
import { type ClassCount, SPLITS, type Split, type SplitCounts } from './dataset.ts';

export type SplitFractions = Readonly<Record<Split, number>>;

export const DEFAULT_FRACTIONS: SplitFractions = { train: 0.7, val: 0.15, test: 0.15 };
export const DEFAULT_SPLIT_SEED = 1;
/** Fewer rows cannot give three splits that say anything. */
const MINIMUM_ROWS = 6;

/** One split (index into `SPLITS`) per row. */
export type SplitAssignment = Uint8Array;

/**
 * Rows of one split (index into `SPLITS`), in their order.
 * @param room an array that may be used for them, if it is large enough
 */
export function rowsOfSplit(
  assignment: SplitAssignment,
  split: number,
  room: Uint32Array | null = null,
): Uint32Array {
  const isRoomy = room !== null && room.length >= assignment.length;
  const rows = isRoomy ? room : new Uint32Array(assignment.length);
  let count = 0;
  for (let row = 0; row < assignment.length; row += 1) {
    if (assignment[row] !== split) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.subarray(0, count);
}

/** One class per row, in as few bytes as its number needs: tables may have many rows. */
export type RowClasses = Uint8Array | Uint16Array | Int32Array;

/** Room for the classes of some rows, all zero. */
export function emptyClasses(classes: number, rows: number): RowClasses {
  if (classes <= 2 ** 8) return new Uint8Array(rows);
  return classes <= 2 ** 16 ? new Uint16Array(rows) : new Int32Array(rows);
}

/** What a split is cut from. */
export interface SplitInput {
  /** All zero where the task has no classes. */
  readonly labels: RowClasses;
  /** Names and sizes of the classes; one entry where the task has none. */
  readonly classCounts: readonly ClassCount[];
  readonly fractions: SplitFractions;
  readonly seed: number;
  /** Split of each row in the source, where the source has splits; rows of train feed the missing ones. */
  readonly given?: SplitAssignment | undefined;
}

/**
 * Assigns every row to a split: the same seed and labels give the same splits.
 *
 * Each class is cut in the given fractions, to within one row, and so is the whole. A class needs
 * one row for each split it is cut into, or the import fails with `dataset/class-too-small`.
 * Splits that the source brings are kept; missing ones are cut from its training rows, in proportion.
 */
export function assignSplits(input: SplitInput): Result<SplitAssignment> {
  const problem = checkFractions(input.fractions) ?? checkRows(input.labels.length);
  if (problem !== null) return fail(problem);
  const brought = new Set<number>(input.given ?? []);
  const free = SPLITS.map((split, index) =>
    split === 'train' || !brought.has(index) ? input.fractions[split] : 0,
  );
  const needed = free.filter((fraction) => fraction > 0).length;
  const assignment = input.given?.slice() ?? new Uint8Array(input.labels.length);
  const sizes = trainingRows(input);
  for (const [label, rows] of sizes.entries()) {
    if (rows >= needed) continue;
    const className = input.classCounts[label]?.name ?? '';
    return fail({ code: 'dataset/class-too-small', className, rows, needed });
  }
  const counts = cutClasses(sizes, free);
  for (let label = 0; label < sizes.length; ) {
    const some = rowsOfClasses(input, sizes, label);
    for (const rows of some) {
      shuffleInPlace(rows, input.seed, `split/${label}`);
      let from = 0;
      for (const [split, count] of (counts[label] ?? []).entries()) {
        for (let at = from; at < from + count; at += 1) assignment[rows[at] ?? 0] = split;
        from += count;
      }
      label += 1;
    }
  }
  return ok(assignment);
}

function checkFractions(fractions: SplitFractions): AppError | null {
  const values = SPLITS.map((split) => fractions[split]);
  const total = values.reduce((sum, value) => sum + value, 0);
  if (values.every((value) => value > 0) && Math.abs(total - 1) < 1e-6) return null;
  return {
    code: 'plan/field-invalid',
    field: 'splitFractions',
    value: values.join(' / '),
    expected: 'fractions > 0, Σ = 1',
  };
}

function checkRows(rows: number): AppError | null {
  return rows < MINIMUM_ROWS ? { code: 'dataset/too-few-rows', rows, needed: MINIMUM_ROWS } : null;
}

/** How many rows of each class train. */
function trainingRows({ labels, classCounts, given }: SplitInput): readonly number[] {
  const sizes = classCounts.map(() => 0);
  for (let row = 0; row < labels.length; row += 1) {
    if (given !== undefined && given[row] !== 0) continue;
    const label = labels[row] ?? 0;
    if (label >= sizes.length) throw new Error(`Row ${row} has label ${label}, beyond the classes`);
    sizes[label] = (sizes[label] ?? 0) + 1;
  }
  return sizes;
}

/** Rows that are dealt out at once, so that those of a large table need not all be held. */
const ROWS_AT_ONCE = 2 ** 23;

/** Training rows of one class from a label on, and of as many further ones as are dealt out with it. */
function rowsOfClasses(
  { labels, given }: SplitInput,
  sizes: readonly number[],
  first: number,
): readonly Uint32Array[] {
  const some: Uint32Array[] = [];
  let held = 0;
  for (const size of sizes.slice(first)) {
    if (some.length > 0 && held + size > ROWS_AT_ONCE) break;
    some.push(new Uint32Array(size));
    held += size;
  }
  const filled = some.map(() => 0);
  for (let row = 0; row < labels.length; row += 1) {
    if (given !== undefined && given[row] !== 0) continue;
    const place = (labels[row] ?? 0) - first;
    const rows = some[place];
    if (rows === undefined) continue;
    const at = filled[place] ?? 0;
    rows[at] = row;
    filled[place] = at + 1;
  }
  return some;
}

/**
 * How many rows of each class go to each split. The boundaries between splits are rounded over the
 * running total of all classes, so roundings do not add up over many small classes.
 */
function cutClasses(sizes: readonly number[], fractions: readonly number[]): number[][] {
  const whole = fractions.reduce((sum, fraction) => sum + fraction, 0);
  let before = 0;
  return sizes.map((size) => {
    const start = before;
    before += size;
    let fraction = 0;
    let boundary = 0;
    const counts = fractions.map((share) => {
      fraction += share / whole;
      const rounded = roundDown(before * fraction) - roundDown(start * fraction);
      // Boundaries of a tiny class are rounded each by itself, and may cross.
      const next = Math.max(boundary, rounded);
      const count = next - boundary;
      boundary = next;
      return count;
    });
    return fillEmpty(counts, fractions);
  });
}

/** Rounds halves down, also those that floating point left just above. */
function roundDown(value: number): number {
  return Math.round(value - 1e-6);
}

/** Gives each wanted but empty split one row of the fullest. */
function fillEmpty(counts: number[], fractions: readonly number[]): number[] {
  for (const [split, fraction] of fractions.entries()) {
    if (fraction === 0 || (counts[split] ?? 0) > 0) continue;
    const fullest = counts.indexOf(Math.max(...counts));
    counts[fullest] = (counts[fullest] ?? 0) - 1;
    counts[split] = 1;
  }
  return counts;
}

/** Rows of each split. */
export function countSplits(assignment: SplitAssignment): SplitCounts {
  const counts = [0, 0, 0];
  for (let row = 0; row < assignment.length; row += 1) {
    const split = assignment[row] ?? 0;
    counts[split] = (counts[split] ?? 0) + 1;
  }
  const [train = 0, val = 0, test = 0] = counts;
  return { train, val, test };
}
