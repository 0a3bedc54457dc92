import type { SampleInput, SampleTarget } from '../dataset/dataset.ts';
import type { FittedTranslation } from '../dataset/recipe.ts';
import { padded } from './padded.ts';
import { END, openTokenizer, START } from './tokenizer.ts';

/** Texts with their translations as a model is trained on them. */
export interface TranslationRows {
  /** The source's tokens, then the target's as far as it is written. */
  readonly input: Extract<SampleInput, { kind: 'tokens' }>;
  readonly target: Extract<SampleTarget, { kind: 'tokens' }>;
  /** Tokens of a source; those beyond its length are cut. */
  source(text: string): Int32Array;
  /**
   * A translation as it is read and as it is answered, one place further on: `<start> a b` and `a b <end>`. What is
   * too long is cut and has no end.
   */
  translation(text: string): { readonly read: Int32Array; readonly answered: Int32Array };
}

export function openTranslations({ source, target }: FittedTranslation): TranslationRows {
  const from = openTokenizer(source.tokenizer);
  const to = openTokenizer(target.tokenizer);
  return {
    input: {
      kind: 'tokens',
      length: source.length + target.length,
      vocabulary: Math.max(from.size, to.size),
      parts: [
        { length: source.length, vocabulary: from.size },
        { length: target.length, vocabulary: to.size },
      ],
    },
    target: { kind: 'tokens', length: target.length, vocabulary: to.size },
    source: (text) => padded(from.encode(text), source.length, source.truncating),
    translation: (text) => {
      const tokens = to.encode(text);
      return {
        read: padded([START, ...tokens], target.length),
        answered: padded([...tokens, END], target.length),
      };
    },
  };
}
