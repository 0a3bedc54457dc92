/** What the present values of a column of numbers are like, over training rows. */
export interface Moments {
  readonly present: number;
  readonly missing: number;
  readonly mean: number;
  /** Of the population. */
  readonly stddev: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Texts that a column may have without some being left out of account. */
export const MOST_TEXTS = 100_000;

/** Sums of the target over training rows, by fold, category and output. */
export interface TargetSums {
  readonly categories: readonly string[];
  /** [folds][categories] rows; the last category stands for missing values. */
  readonly rows: readonly Float64Array[];
  /** [folds][categories × outputs] */
  readonly sums: readonly Float64Array[];
}

/** What steps may ask of the training rows, as the steps before left them; of nothing else. */
export interface TrainingFacts {
  readonly moments: (columns: readonly string[]) => Promise<ReadonlyMap<string, Moments>>;
  /** Linear between ranks, as NumPy's default; empty for a column without a value. */
  readonly quantiles: (
    columns: readonly string[],
    fractions: readonly number[],
  ) => Promise<ReadonlyMap<string, readonly number[]>>;
  /** Rows without a value. */
  readonly missing: (columns: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** The most frequent value, of several the first; null without a value. */
  readonly mode: (column: string) => Promise<number | string | null>;
  /** Rows of each text, for each column: of the `MOST_TEXTS` most frequent. */
  readonly counts: (
    columns: readonly string[],
  ) => Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>;
  readonly targets: (column: string, folds: number) => Promise<TargetSums>;
  /** Rows that hold each word, and rows with a text. */
  readonly documents: (
    column: string,
  ) => Promise<{ readonly rows: number; readonly words: ReadonlyMap<string, number> }>;
}
