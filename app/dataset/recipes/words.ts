const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}_]+/gu;
/** A character that is a word by itself. */
export const CJK_CHARACTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** A character of longer words. */
export const WORD_CHARACTER = /[\p{L}\p{M}\p{N}_]/u;
/** A longer run of letters is no word but data. */
const LONGEST_WORD = 64;

/** Words of a text in lower case, in order; each Chinese or Japanese character is one. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [run] of text.normalize('NFKC').toLowerCase().matchAll(WORD)) {
    // A run of letters takes in characters that stand inside it.
    for (const word of CJK_CHARACTER.test(run) && run.length > 1 ? splitCjk(run) : [run]) {
      words.push(word.slice(0, LONGEST_WORD));
    }
  }
  return words;
}

function splitCjk(run: string): readonly string[] {
  return run.split(/([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/u).filter(Boolean);
}

/**
 * A 32-bit hash of a text: FNV-1a over its UTF-16 code units, with the finaliser of MurmurHash3 so that
 * the lowest bits are as good as the others.
 * @source Fowler, Noll, Vo; Appleby, MurmurHash3 `fmix32`
 */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return mix32(hash);
}

/** Spreads a 32-bit number over all 32 bits. */
export function mix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
