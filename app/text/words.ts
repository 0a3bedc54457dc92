/** Scripts that put no space between words. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** A word with what joins its parts, or one other sign. Properties stand in classes: exports spell them out. */
export const SPACED_WORD =
  /[\p{L}\p{M}\p{N}_]+(?:['’-][\p{L}\p{M}\p{N}_]+)*|[^\s\p{L}\p{M}\p{N}_]/gu;

let segmenter: Intl.Segmenter | null = null;

/**
 * Words and signs of a text in order, without the white space between them. Text in scripts without spaces is
 * parted by the dictionary of the platform's Unicode library.
 * @source Unicode Standard Annex 29, §4; `Intl.Segmenter`
 */
export function wordsOf(text: string): readonly string[] {
  if (!UNSPACED.test(text)) return text.match(SPACED_WORD) ?? [];
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment).filter(
    (segment) => segment.trim() !== '',
  );
}

/** A word with the space before it, a number, signs, or white space: together they are the whole text. */
export const PIECE = / ?[\p{L}\p{M}]+| ?[\p{N}]+| ?[^\s\p{L}\p{M}\p{N}]+|[\s]+/gu;

/**
 * Pieces of a text that pairs are never merged across; joined they are the text again.
 * @source Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.2
 */
export function piecesOf(text: string): readonly string[] {
  return text.match(PIECE) ?? [];
}
