import type { TextEncoding } from './encodings.ts';

/** How a table was read other than as it stands in its file, to be known before importing it. */
export type TableWarning =
  /** Names were put together from two rows from this one on, as this one; or units stand below the names. */
  | {
      readonly kind: 'header-joined' | 'units-row';
      readonly file?: string | undefined;
      readonly row: number;
      readonly value: string;
    }
  /** Bytes are read in this encoding, but others fit them as well. */
  | { readonly kind: 'encoding-unsure'; readonly encoding: TextEncoding }
  /** Lists in a column of JSON are kept as text. */
  | { readonly kind: 'lists-as-text'; readonly column: string }
  /** Rows have a delimiter more than the names, or begin with a name of their own, which no column is called for. */
  | { readonly kind: 'end-delimiter' | 'row-names' }
  /** Formulas of a sheet that were never calculated and so hold no value, by the first cell. */
  | { readonly kind: 'formulas-empty'; readonly cell: string; readonly count: number }
  /** Rows at the end that hold nothing, from this one on. */
  | {
      readonly kind: 'rows-blank';
      readonly file?: string | undefined;
      readonly row: number;
      readonly count: number;
    }
  /** The last row adds up the others, and is no row; or it says so, but does not. */
  | {
      readonly kind: 'total-left-out' | 'total-kept';
      readonly file?: string | undefined;
      readonly row: number;
      readonly column: string;
      readonly value: string;
    }
  /** Whole numbers are read as codes rather than counted with, because of the zeros before this one. */
  | { readonly kind: 'leading-zeros'; readonly column: string; readonly value: string };
