import type { TextSide, TextTokens } from '../../../app/contract/family-previews.ts';
import type { FittedText } from '../../../app/dataset/recipe.ts';
import { openTokenizer, SPECIAL_TOKENS, UNKNOWN } from '../../../app/text/tokenizer.ts';

const SHOWN_TEXTS = 6;
const LONGEST_SHOWN = 600;
const MOST_TOKENS = 200;

/** Sums up what a fitted tokenizer makes of texts, the first of them token by token. */
export class TextSideSum {
  readonly #fitted: FittedText;
  readonly #room: number;
  readonly #encode: (text: string) => readonly number[];
  readonly #size: number;
  readonly #shown: TextTokens[] = [];
  #texts = 0;
  #cut = 0;
  #tokens = 0;
  #unknown = 0;

  /** @param marks tokens of a row besides those of the text */
  constructor(fitted: FittedText, marks = 0) {
    const { encode, size } = openTokenizer(fitted.tokenizer);
    this.#fitted = fitted;
    this.#room = fitted.length - marks;
    this.#encode = encode;
    this.#size = size;
  }

  add(text: string): void {
    const tokens = this.#encode(text);
    const cut = Math.max(0, tokens.length - this.#room);
    this.#texts += 1;
    this.#tokens += tokens.length;
    this.#unknown += tokens.filter((token) => token === UNKNOWN).length;
    if (cut > 0) this.#cut += 1;
    if (this.#shown.length >= SHOWN_TEXTS || text === '') return;
    const kept = this.#fitted.truncating === 'pre' ? tokens.slice(cut) : tokens;
    const shown = kept.slice(0, Math.min(this.#room, MOST_TOKENS));
    this.#shown.push({
      text: text.slice(0, LONGEST_SHOWN),
      tokens: shown.map((token) => this.#name(token)),
      cut,
    });
  }

  side(): TextSide {
    const { column, length } = this.#fitted;
    return {
      column,
      vocabulary: this.#size,
      length,
      cut: this.#cut / Math.max(1, this.#texts),
      unknown: this.#unknown / Math.max(1, this.#tokens),
      texts: this.#shown,
    };
  }

  #name(token: number): string {
    const first = SPECIAL_TOKENS.length;
    return SPECIAL_TOKENS[token] ?? this.#fitted.tokenizer.vocabulary[token - first] ?? '';
  }
}
