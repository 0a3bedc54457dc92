import type { TokenizerSettings } from '../../../app/text/fit-tokenizer.ts';
import type { TextOptions } from '../../../app/text/text-options.ts';

/** Tokens of a sample at the most, unless the user says otherwise: recurrences take time in proportion. */
const LONGEST_DEFAULT = 128;
const SHORTEST = 2;
/** Share of the texts that the default length holds whole. */
const HELD_WHOLE = 0.95;
const DEFAULT_VOCABULARY = 8000;

/** How texts that are told apart become tokens. */
export function textTokenizer(options: TextOptions = {}): TokenizerSettings {
  return {
    kind: options.tokenizer ?? 'word',
    lower: options.lower ?? true,
    ...(options.form !== undefined && { form: options.form }),
    vocabulary: options.vocabulary ?? DEFAULT_VOCABULARY,
  };
}

/** Lengths of texts, kept as counts: as many numbers as there are different lengths. */
export class LengthCounts {
  readonly #counts = new Map<number, number>();
  #texts = 0;

  add(length: number): void {
    this.#counts.set(length, (this.#counts.get(length) ?? 0) + 1);
    this.#texts += 1;
  }

  /** The length that holds nearly all texts whole, within bounds. */
  usual(): number {
    let held = 0;
    for (const [length, count] of [...this.#counts].sort(([left], [right]) => left - right)) {
      held += count;
      if (held >= this.#texts * HELD_WHOLE) {
        return Math.min(LONGEST_DEFAULT, Math.max(SHORTEST, length));
      }
    }
    return SHORTEST;
  }
}
