import type { TokenizerKind } from './tokenizer.ts';

/** How texts are to become tokens; what is left out suits the data. */
export interface TokenizerOptions {
  readonly tokenizer?: TokenizerKind | undefined;
  /** Tokens at the most, special ones among them. */
  readonly vocabulary?: number | undefined;
  /** Tokens of one sample. */
  readonly length?: number | undefined;
  /** Whether upper and lower case are the same. */
  readonly lower?: boolean | undefined;
}

/** Which texts, too. */
export interface TextOptions extends TokenizerOptions {
  /** Column with the texts; the one with the longest values where left out. */
  readonly column?: string | undefined;
}
