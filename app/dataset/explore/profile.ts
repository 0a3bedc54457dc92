import type { GuessedLanguage } from '../../text/guess-language.ts';
import type { ColumnRole, ColumnType } from '../dataset.ts';
import type { SourceImages } from '../source-images.ts';

/** Shares of the values, in order, at which quantiles are told. */
export const QUANTILE_FRACTIONS = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** Counts in bins of one width; the last one holds its upper edge, too. */
export interface Histogram {
  /** Lower edge of the first bin; of times, milliseconds since 1970 in UTC. */
  readonly start: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** Quantiles at `QUANTILE_FRACTIONS`, interpolated linearly at position (n − 1)p. */
export type Quantiles = readonly number[];

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** What numbers are like. */
export interface Spread {
  readonly minimum: number;
  readonly mean: number;
  readonly maximum: number;
  /** Over all, not a sample: divided by n. */
  readonly stddev: number;
  readonly quantiles: Quantiles;
  readonly histogram: Histogram;
}

/** What a column holds, over all rows. */
export interface ColumnProfileFacts {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: ColumnRole;
  readonly missing: number;
  readonly distinct: number | null;
  /** Only where `distinct` is an estimate. */
  readonly distinctEstimated?: true;
  readonly numbers?: Spread;
  readonly times?: {
    /** ISO 8601 without a zone, as in the source. */
    readonly first: string;
    readonly last: string;
    readonly histogram: Histogram;
  };
  /** Characters of texts. */
  readonly lengths?: Spread;
  /** Most frequent values, at most 20; left out where hardly one comes twice. */
  readonly top?: readonly ValueCount[];
}

/** Words and writing of a column of texts. */
export interface TextProfile {
  readonly column: string;
  /** Rows looked at; all unless there are very many. */
  readonly rows: number;
  /** Words of a text. */
  readonly words: Spread;
  /** Different words, in lower case. */
  readonly vocabulary: number;
  readonly frequentWords: readonly ValueCount[];
  /** Texts in which letters of each script come, most frequent first. */
  readonly scripts: readonly { readonly script: string; readonly rows: number }[];
  /** Texts by the language that is guessed for each, most frequent first: fewer than are looked at otherwise. */
  readonly languages: readonly { readonly language: GuessedLanguage; readonly rows: number }[];
}

/** Who rated how much. */
export interface RatingsProfile {
  readonly users: number;
  readonly items: number;
  readonly ratings: number;
  /** Ratings of all that could be: users × items. */
  readonly density: number;
  readonly perUser: Spread;
  readonly perItem: Spread;
  /** Of all ratings, those of the most rated share of the items. */
  readonly longTail: readonly { readonly items: number; readonly ratings: number }[];
}

/** What images are like as they are stored. */
export interface ImagesProfile {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Images that the following was worked out from. */
  readonly rows: number;
  /** By channel, pixels from 0 to 255. */
  readonly means: readonly number[];
  readonly stddevs: readonly number[];
  /** What they were like in their source; null where that was not kept. */
  readonly source: SourceImages | null;
}

export interface DatasetProfile {
  readonly dataset: string;
  readonly rows: number;
  readonly columns: readonly ColumnProfileFacts[];
  readonly texts: readonly TextProfile[];
  readonly ratings: RatingsProfile | null;
  readonly images: ImagesProfile | null;
}

const MOST_BINS = 30;

/** Bins of a round width from the lowest to the highest value; whole numbers are not cut. */
export function binsOf(
  minimum: number,
  maximum: number,
  whole: boolean,
): { readonly start: number; readonly width: number; readonly bins: number } {
  const range = maximum - minimum;
  if (!(range > 0)) return { start: minimum, width: 1, bins: 1 };
  const least = range / MOST_BINS;
  const power = 10 ** Math.floor(Math.log10(least));
  const round = [1, 2, 2.5, 5, 10].find((step) => step * power >= least * (1 - 1e-9)) ?? 10;
  const width = whole ? Math.max(1, Math.ceil(round * power)) : round * power;
  const start = Math.floor(minimum / width) * width;
  return { start, width, bins: Math.max(1, Math.floor((maximum - start) / width) + 1) };
}
