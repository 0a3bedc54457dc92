import type { PictureWarning } from './picture-warning.ts';
import type { TableWarning } from './table-warning.ts';

/** What to know of a source before it is imported. */
export type PreviewWarning =
  | { readonly kind: 'missing-values'; readonly column: string; readonly count: number }
  /** Ratings that do not say whose they are, or of what. */
  | { readonly kind: 'ids-missing'; readonly column: string; readonly count: number }
  /** The import would fail on it, unless the column is ignored or the value mended. */
  | {
      readonly kind: 'bad-value';
      /** Name of the file, where a table was put together from several. */
      readonly file?: string | undefined;
      readonly row: number;
      readonly column: string;
      readonly value: string;
    }
  /** The import would fail on it; an empty value is missing. */
  | {
      readonly kind: 'bad-weight';
      /** Name of the file, where a table was put together from several. */
      readonly file?: string | undefined;
      readonly row: number;
      readonly column: string;
      readonly value: string;
    }
  | { readonly kind: 'constant-column'; readonly column: string }
  | { readonly kind: 'identifier-column'; readonly column: string }
  | { readonly kind: 'column-ignored'; readonly column: string; readonly reason: IgnoredReason }
  | {
      readonly kind: 'class-imbalance';
      readonly largest: string;
      readonly smallest: string;
      readonly ratio: number;
    }
  | PictureWarning
  /** Numbers are read with a decimal comma, because of this one. */
  | {
      readonly kind: 'decimal-comma';
      /** Name of the file, where a table was put together from several. */
      readonly file?: string | undefined;
      readonly row: number;
      readonly column: string;
      readonly value: string;
    }
  /** Lines before the table that are no part of it, and what the first one says. */
  | { readonly kind: 'lines-passed-over'; readonly rows: number; readonly value: string }
  /** A column is read as numbers, of which this cell is one; none where it is a word for no value. */
  | {
      readonly kind: 'numbers-dressed';
      readonly column: string;
      readonly value: string;
      readonly number: string;
    }
  | TableWarning
  /** Rows without a target: the import would stop there, unless the recipe leaves them out. */
  | { readonly kind: 'target-gaps'; readonly column: string; readonly count: number }
  /** A file of a split that lacks a column of the training files, and is left out. */
  | { readonly kind: 'split-unlabelled'; readonly file: string; readonly column: string }
  /** Rows whose time stands in their series already; the first of them by its place. */
  | {
      readonly kind: 'times-repeat';
      readonly file?: string | undefined;
      readonly row: number;
      readonly column: string;
      readonly value: string;
      readonly count: number;
    }
  /** Items that are rated, but that the table of items does not describe, by the first of them. */
  | { readonly kind: 'items-undescribed'; readonly count: number; readonly item: string };

/** Why a column cannot be learnt from as it is. */
export type IgnoredReason = 'text' | 'datetime' | 'many-categories';
