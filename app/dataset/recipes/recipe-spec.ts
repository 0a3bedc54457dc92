import type { SeriesOptions } from '../../series/series-options.ts';
import type { TextOptions, TokenizerOptions } from '../../text/text-options.ts';
import type { ImageOptions } from '../image-options.ts';
import type { RatingOptions } from '../ratings/rating-options.ts';
import type { RecipeStep } from './recipe-steps.ts';

/** As in `SPLITS`. */
type PerSplit<Value> = Readonly<Record<'train' | 'val' | 'test', Value>>;

type Fractions = PerSplit<number>;

/** How rows are dealt out; `seed` is the only randomness. */
export type SplitSpec =
  | { readonly kind: 'stratified'; readonly fractions: Fractions; readonly seed: number }
  | { readonly kind: 'random'; readonly fractions: Fractions; readonly seed: number }
  | {
      readonly kind: 'grouped';
      readonly column: string;
      readonly fractions: Fractions;
      readonly seed: number;
    }
  | { readonly kind: 'time'; readonly column: string; readonly fractions: Fractions }
  /** As the source stands: its beginning trains, its end tests. */
  | { readonly kind: 'sequential'; readonly fractions: Fractions }
  | { readonly kind: 'leave-last-out'; readonly user: string; readonly time: string }
  | {
      readonly kind: 'column';
      readonly column: string;
      /** Values of the column that stand for each split; the usual words where left out. */
      readonly values?: PerSplit<readonly string[]> | undefined;
    }
  | {
      readonly kind: 'k-fold';
      readonly folds: number;
      /** The fold that tests, from 0. */
      readonly fold: number;
      /** Share of the other folds that validates. */
      readonly val: number;
      readonly seed: number;
      /** Rows that share a value of it stay together. */
      readonly group?: string | undefined;
    };

export type SplitKind = SplitSpec['kind'];
export const SPLIT_KINDS = [
  'stratified',
  'random',
  'grouped',
  'time',
  'sequential',
  'leave-last-out',
  'column',
  'k-fold',
] as const satisfies readonly SplitKind[];

/** Ways of dealing rows out that an import offers; folds are a run's. */
export const CHOSEN_SPLITS = [
  'stratified',
  'random',
  'grouped',
  'time',
  'sequential',
  'leave-last-out',
  'column',
] as const satisfies readonly SplitKind[];

/** How rows are to be dealt out; columns that are left out are those of the users, the series and the time. */
export interface SplitChoice {
  readonly kind: (typeof CHOSEN_SPLITS)[number];
  /** Column that it goes by: of groups, of times, of users, or of the splits' names. */
  readonly column?: string | undefined;
  /** Of `leave-last-out`: the column that says which row of a user is the last. */
  readonly time?: string | undefined;
}

/** More folds than this, and a run for each, is not cross-validation as anybody does it. */
export const MOST_FOLDS = 100;

export const RECIPE_VERSION = 1;

/** How a table becomes what a model learns from. What is left out is guessed, as by an import without one. */
export interface RecipeFor<Task extends string> {
  readonly version: typeof RECIPE_VERSION;
  readonly task?: Task | undefined;
  readonly target?: string | undefined;
  /** Column that says how much each row counts. */
  readonly weight?: string | undefined;
  readonly split?: SplitSpec | undefined;
  readonly steps: readonly RecipeStep[];
  /** For tasks that read texts, whose tokens no step makes. */
  readonly text?: TextOptions | undefined;
  /** For translations: how texts of the target become tokens, where not as those of the source do. */
  readonly targetText?: TokenizerOptions | undefined;
  /** For ratings: who rated what. */
  readonly ratings?: RatingOptions | undefined;
  /** For forecasting, whose windows no step makes. */
  readonly series?: SeriesOptions | undefined;
  /** For pictures, whose pixels no step makes. */
  readonly images?: ImageOptions | undefined;
}
