import { mergePairs } from './byte-pairs.ts';
import { piecesOf, wordsOf } from './words.ts';

/** What a text is cut into: words and signs, characters, or pairs that were merged as often as they pay. */
export const TOKENIZERS = ['word', 'character', 'bpe'] as const;
export type TokenizerKind = (typeof TOKENIZERS)[number];

/** Tokens that no text has; they stand before all others. */
export const SPECIAL_TOKENS = ['<pad>', '<unk>', '<start>', '<end>'] as const;
export const PADDING = 0;
export const UNKNOWN = 1;
export const START = 2;
export const END = 3;

/**
 * Unicode's composed forms, in which what looks alike is alike. NFKC makes full-width signs half-width ones as well, which
 * nobody who reads a text minds, but somebody who is to get it back does.
 */
export const UNICODE_FORMS = ['NFKC', 'NFC'] as const;
export type UnicodeForm = (typeof UNICODE_FORMS)[number];

/** How texts become tokens, fitted on the training split only. */
export interface FittedTokenizer {
  readonly kind: TokenizerKind;
  /** Whether upper and lower case are the same. */
  readonly lower: boolean;
  /** Unicode's form that texts are brought into; NFKC where left out. */
  readonly form?: UnicodeForm | undefined;
  /** Words, characters or merged pairs; token = place + special tokens. */
  readonly vocabulary: readonly string[];
  /** `bpe` only: the pairs in the order in which they are merged. */
  readonly merges?: readonly (readonly [left: string, right: string])[] | undefined;
}

/** A tokenizer at work; encoding and decoding take no more than its tables. */
export interface Tokenizer {
  /** Tokens that there are, special ones among them. */
  readonly size: number;
  encode(text: string): readonly number[];
  /** Special tokens are left out; words come back with a space between them. */
  decode(tokens: ArrayLike<number>): string;
}

/** A text as tokenizers take it. */
export function normalized(text: string, lower: boolean, form: UnicodeForm = 'NFKC'): string {
  // The sign that no text has is kept for ourselves.
  const composed = text.replaceAll('\u0000', '').normalize(form);
  return lower ? composed.toLowerCase() : composed;
}

/** Cuts normalised text as a kind of tokenizer does before it looks anything up. */
export function piecesFor(kind: TokenizerKind, text: string): readonly string[] {
  if (kind === 'word') return wordsOf(text);
  return kind === 'character' ? [...text] : piecesOf(text);
}

export function openTokenizer(fitted: FittedTokenizer): Tokenizer {
  const { kind, lower, form, vocabulary, merges = [] } = fitted;
  const first = SPECIAL_TOKENS.length;
  const tokens = new Map(vocabulary.map((piece, place) => [piece, place + first]));
  const merged = mergePairs(merges);
  const lookUp = (piece: string): number => tokens.get(piece) ?? UNKNOWN;
  return {
    size: vocabulary.length + first,
    encode: (text) => {
      const pieces = piecesFor(kind, normalized(text, lower, form));
      return kind === 'bpe'
        ? pieces.flatMap((piece) => merged(piece).map(lookUp))
        : pieces.map(lookUp);
    },
    decode: (given) => {
      const pieces = Array.from(given, (token) => vocabulary[token - first] ?? '').filter(Boolean);
      return kind === 'word' ? spaced(pieces) : pieces.join('');
    },
  };
}

/** Words with a space between them, save before closing signs and between characters that need none. */
function spaced(words: readonly string[]): string {
  return words.reduce((text, word) => {
    const joins = text === '' || /^[.,;:!?%)\]}’”…。，；：！？、）】》]/u.test(word);
    const dense = /\p{Script=Han}$/u.test(text) && /^\p{Script=Han}/u.test(word);
    return joins || dense ? text + word : `${text} ${word}`;
  }, '');
}
