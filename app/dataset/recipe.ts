import type { SeriesScales } from '../series/series-scales.ts';
import type { FittedTokenizer } from '../text/tokenizer.ts';
import type { Recipe } from './dataset.ts';
import type { FittedRatings } from './ratings/fitted-ratings.ts';
import type { FittedInput, FittedTable } from './recipes/fitted-table.ts';

/** How a model's output becomes an answer. */
export type FittedTarget =
  /** The tokens that come next, or those of a translation. */
  | { readonly kind: 'tokens'; readonly column: string | null }
  /** The sample itself; the column is kept aside, to be looked at beside what a model says. */
  | { readonly kind: 'features'; readonly column: string | null }
  | {
      readonly kind: 'label';
      readonly column: string | null;
      readonly classes: readonly string[];
    }
  /** How likely a user is to choose an item, or how far it stands above others; of a row the first item is meant. */
  | { readonly kind: 'choice'; readonly column: string | null }
  /** Where things are, and of which class. */
  | { readonly kind: 'boxes'; readonly column: null; readonly classes: readonly string[] }
  /** Regression targets are standardised: value = output × stddev + mean. */
  | {
      readonly kind: 'standardize';
      readonly column: string;
      readonly mean: number;
      readonly stddev: number;
    };

/** How texts become rows of tokens. */
export interface FittedText {
  /** Column of the source that holds them; null where the source is one long text. */
  readonly column: string | null;
  readonly tokenizer: FittedTokenizer;
  /** Tokens of one sample: what is longer is cut, what is shorter filled up with padding. */
  readonly length: number;
  /** Which end is cut: the last tokens where left out. */
  readonly truncating?: 'pre' | undefined;
}

/** How a text and its translation become one row: the source's tokens, then the target's as far as it is written. */
export interface FittedTranslation {
  readonly source: FittedText;
  /** One token of its length begins or ends the text. */
  readonly target: FittedText;
}

/** How a table becomes windows of a time series. */
export interface FittedSeries {
  /** Dates or numbers that order the rows. */
  readonly time: FittedInput;
  /** Says which series a row is of; null where all are of one. */
  readonly id: string | null;
  /** Columns of numbers that a window holds, the target among them. */
  readonly values: readonly string[];
  readonly target: string;
  /** Rows that a forecast looks back on. */
  readonly window: number;
  /** Rows that it looks ahead. */
  readonly horizon: number;
  /** Of `values`, over the rows that train: x is read as (x − mean) / stddev, whatever the scaling takes for them. */
  readonly means: readonly number[];
  readonly stddevs: readonly number[];
  /**
   * Of each series by itself, where these are scaled so; those above are then for series that training does not know.
   * Targets are scaled as their series is, and each row of a split has its unit beside it.
   */
  readonly each?: SeriesScales | undefined;
}

/**
 * Turns a raw row or image into what the model was trained on, and an output back into words. Each kind
 * of data has a section of its own, null or left out where a dataset is of another kind.
 */
export interface FittedRecipe {
  readonly version: 2;
  /** What was asked for, whole; null where nothing was, and in datasets of version 1. */
  readonly recipe: Recipe | null;
  /** Null for images. */
  readonly table: FittedTable | null;
  /** Only for texts. */
  readonly text?: FittedText | undefined;
  /** Only for texts with their translations. */
  readonly translation?: FittedTranslation | undefined;
  /** Only for ratings. */
  readonly ratings?: FittedRatings | undefined;
  /** Only for time series. */
  readonly series?: FittedSeries | undefined;
  readonly target: FittedTarget;
  /** How numbers were written in the source, where with a comma; files to predict on are read alike. */
  readonly decimal?: 'comma' | undefined;
  /** Columns whose numbers may be written with a currency, per cent or commas between thousands. */
  readonly dressed?: readonly string[] | undefined;
}
