import type { ColumnType } from '../dataset.ts';

/** How columns of numbers go together. */
export interface Correlations {
  readonly dataset: string;
  /** Rows looked at; every n-th of `totalRows` where there are very many. */
  readonly rows: number;
  readonly totalRows: number;
  /** Columns of numbers in their order, the first 16, and the target. */
  readonly columns: readonly string[];
  /** Pearson's r of each two, over rows that have both; null where it has no value. */
  readonly values: readonly (readonly (number | null)[])[];
}

/** Shares of the values at which a target's quantiles are told. */
export const TARGET_FRACTIONS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Rows whose column has some value, or one within some bounds. */
export interface TargetGroup {
  /** Null where it is bounds. */
  readonly value: string | null;
  /** Bounds: `from` included, `to` excluded but in the last group; of times, milliseconds since 1970. */
  readonly from: number | null;
  readonly to: number | null;
  readonly rows: number;
  /** Of a target of numbers. */
  readonly mean?: number | undefined;
  /** At `TARGET_FRACTIONS`. */
  readonly quantiles?: readonly number[] | undefined;
  /** Of a target of classes: share of each of `classes`, and of all others last. */
  readonly shares?: readonly number[] | undefined;
}

/** What the target is like where a column has this or that value. */
export interface TargetPlot {
  readonly dataset: string;
  readonly column: string;
  readonly type: ColumnType;
  /** Whether groups are of the length of texts, in characters. */
  readonly ofLength: boolean;
  readonly target: string;
  /** Rows looked at that have both. */
  readonly rows: number;
  /** The most frequent ones; empty where the target is a number. */
  readonly classes: readonly string[];
  readonly groups: readonly TargetGroup[];
}
