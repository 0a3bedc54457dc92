import type { TokenizerKind, UnicodeForm } from './tokenizer.ts';

/** Which end of a text is cut that is too long. @source Keras 3, `pad_sequences` */
export const TRUNCATIONS = ['post', 'pre'] as const;
export type Truncation = (typeof TRUNCATIONS)[number];

/** How texts are to become tokens; what is left out suits the data. */
export interface TokenizerOptions {
  readonly tokenizer?: TokenizerKind | undefined;
  /** Tokens at the most, special ones among them. */
  readonly vocabulary?: number | undefined;
  /** Tokens of one sample. */
  readonly length?: number | undefined;
  /** Whether upper and lower case are the same. */
  readonly lower?: boolean | undefined;
  /** Unicode's form that texts are brought into; NFKC where left out, of translations NFC. */
  readonly form?: UnicodeForm | undefined;
}

/** Which texts, too. */
export interface TextOptions extends TokenizerOptions {
  /** Column with the texts; the one with the longest values where left out. */
  readonly column?: string | undefined;
  /** `post`, where left out, cuts the end of a long text, `pre` its beginning. */
  readonly truncating?: Truncation | undefined;
}
