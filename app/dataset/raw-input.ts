import type { DecimalMark } from './decimal-mark.ts';

/** What is to be predicted: a table's row by column name, the path of an image or a delimited file, or a text. */
export type RawInput =
  /** Numbers have a decimal point where nothing else is said. */
  | {
      readonly kind: 'row';
      readonly values: Readonly<Record<string, string | null>>;
      readonly decimal?: DecimalMark | undefined;
    }
  /** Numbers of a delimited file are written as in the dataset's own, where nothing else is said. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly decimal?: DecimalMark | undefined;
    }
  /** A text, or the beginning of one. */
  | { readonly kind: 'text'; readonly text: string };
