import { learnMerges } from './byte-pairs.ts';
import {
  type FittedTokenizer,
  normalized,
  piecesFor,
  SPECIAL_TOKENS,
  type TokenizerKind,
  type UnicodeForm,
} from './tokenizer.ts';

export interface TokenizerSettings {
  readonly kind: TokenizerKind;
  readonly lower: boolean;
  readonly form?: UnicodeForm | undefined;
  /** Tokens at the most, special ones among them. */
  readonly vocabulary: number;
}

/** Counts the pieces of texts one after the other; all that is kept of the texts is counts. */
export class TokenizerFit {
  readonly #settings: TokenizerSettings;
  readonly #counts = new Map<string, number>();

  constructor(settings: TokenizerSettings) {
    this.#settings = settings;
  }

  add(text: string): void {
    const { kind, lower, form } = this.#settings;
    for (const piece of piecesFor(kind, normalized(text, lower, form))) {
      this.#counts.set(piece, (this.#counts.get(piece) ?? 0) + 1);
    }
  }

  /** The most frequent pieces; of equally frequent ones the first in Unicode order. */
  finish(): FittedTokenizer {
    const { vocabulary: size, ...settings } = this.#settings;
    const room = size - SPECIAL_TOKENS.length;
    if (settings.kind !== 'bpe') {
      return { ...settings, vocabulary: ranked(this.#counts).slice(0, room) };
    }
    const characters = ranked(charactersOf(this.#counts)).slice(0, room);
    const merges = learnMerges(this.#counts, room - characters.length);
    const vocabulary = [
      ...new Set([...characters, ...merges.map(([left, right]) => left + right)]),
    ];
    return { ...settings, vocabulary, merges };
  }
}

function charactersOf(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const characters = new Map<string, number>();
  for (const [piece, count] of counts) {
    for (const character of piece) {
      characters.set(character, (characters.get(character) ?? 0) + count);
    }
  }
  return characters;
}

function ranked(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts]
    .sort(([left, some], [right, more]) => more - some || (left < right ? -1 : 1))
    .map(([piece]) => piece);
}
