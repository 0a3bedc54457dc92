import type { DateOrder } from '../dataset/recipes/recipe-steps.ts';

/** How the numbers of each column are brought to a like size, by rows that train. */
export const SERIES_SCALINGS = ['standard', 'min-max', 'robust', 'none'] as const;
export type SeriesScaling = (typeof SERIES_SCALINGS)[number];

/** How a table becomes windows of a time series; what is left out suits the data. */
export interface SeriesOptions {
  /** Column that orders the rows: dates or numbers. */
  readonly time?: string | undefined;
  /**
   * Of dates whose year stands last: what comes first, also in tables that are no series; found out where left out and the
   * column tells it.
   */
  readonly dateOrder?: DateOrder | undefined;
  /** Column that says which of several series a row is of; all rows are of one where left out. */
  readonly id?: string | undefined;
  /** Numbers that it looks back on beside the target; all where left out. */
  readonly values?: readonly string[] | undefined;
  /** Rows that a forecast looks back on. */
  readonly window?: number | undefined;
  /** Rows that it looks ahead. */
  readonly horizon?: number | undefined;
  /** `standard` where left out: mean 0, deviation 1. */
  readonly scaling?: SeriesScaling | undefined;
  /** Whether each series is scaled by its own rows; by those of all together where left out. */
  readonly scaleEach?: boolean | undefined;
}

export const DEFAULT_WINDOW = 24;
export const DEFAULT_HORIZON = 1;
export const LONGEST_WINDOW = 4096;
export const LONGEST_HORIZON = 512;
