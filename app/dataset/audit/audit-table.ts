import type { ColumnRole, Split } from '../dataset.ts';
import { SPLITS } from '../dataset.ts';
import type { Aspect, AuditPlace } from './finding.ts';

/** One column of the rows that are audited. */
export type AuditColumn = {
  readonly name: string;
  readonly role: ColumnRole;
  /** Its values where left out. */
  readonly aspect?: Aspect | undefined;
  /** Of dates: when they are, in milliseconds since 1970; NaN is missing. */
  readonly times?: Float64Array | undefined;
} & (
  | { readonly kind: 'number'; readonly values: Float64Array }
  /** Empty where missing. */
  | { readonly kind: 'text'; readonly values: readonly string[] }
);

/** Raw rows with their splits; NaN and '' are missing. */
export interface AuditTable {
  /** Index into `SPLITS`, one for each row. */
  readonly splits: Uint8Array;
  /** Row in the source, from 0. */
  readonly sourceRows: Uint32Array;
  readonly columns: readonly AuditColumn[];
  /** Only where rows are split by time. */
  readonly time?: AuditTime | undefined;
  /** Columns whose far values the recipe clips. */
  readonly clipped?: ReadonlySet<string> | undefined;
}

/** The time of each row, and every column of dates, as numbers that grow with time; NaN is missing. */
export interface AuditTime {
  readonly column: string;
  readonly values: Float64Array;
  readonly dates: ReadonlyMap<string, Float64Array>;
  /** Whether these are all rows, so that neighbours in time are neighbours here. */
  readonly isWhole: boolean;
  /** Which of several series each row is of; rows of different ones are no neighbours. Left out where all are of one. */
  readonly seriesAt?: ((at: number) => string) | undefined;
}

export const TRAIN = SPLITS.indexOf('train');

export function placeOf(
  { splits, sourceRows }: Pick<AuditTable, 'splits' | 'sourceRows'>,
  at: number,
): AuditPlace {
  return { split: splitAt(splits, at), row: sourceRows[at] ?? 0 };
}

function splitAt(splits: Uint8Array, at: number): Split {
  return SPLITS[splits[at] ?? 0] ?? 'train';
}

export function featuresOf({ columns }: AuditTable): readonly AuditColumn[] {
  return columns.filter(({ role }) => role === 'feature');
}

export function targetIn({ columns }: AuditTable): AuditColumn | null {
  return columns.find(({ role }) => role === 'target') ?? null;
}

/** A cell as words; empty where missing. */
export function cellText({ kind, values }: AuditColumn, at: number): string {
  const value = values[at];
  if (kind === 'text') return String(value ?? '');
  return value === undefined || Number.isNaN(value) ? '' : String(value);
}

/** Rows (positions) of a split in order. */
export function rowsIn(splits: Uint8Array, split: number): readonly number[] {
  const rows: number[] = [];
  for (const [at, one] of splits.entries()) if (one === split) rows.push(at);
  return rows;
}

/** Every so many rows, so that at most `most` are left. */
export function thin(rows: readonly number[], most: number): readonly number[] {
  const step = Math.ceil(rows.length / most);
  return step <= 1 ? rows : rows.filter((_, at) => at % step === 0);
}

/** Rows (positions) by what they have in common. */
export function groupRows(
  rows: readonly number[],
  keyAt: (at: number) => string,
): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const at of rows) {
    const key = keyAt(at);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [at]);
    else group.push(at);
  }
  return groups;
}
