import type { CsvDialect } from '../../../app/dataset/dataset.ts';

type Encoding = CsvDialect['encoding'];

/** Which East Asian encoding bytes are in, and whether another fits as well. */
export interface EastAsian {
  readonly encoding: Encoding;
  readonly unsure: boolean;
}

/** Of so many different characters, no language happens to use but those of a part of its set. */
const ENOUGH_CHARACTERS = 16;
/** Texts in Japanese have kana among their characters. */
const KANA_SHARE = 0.2;
const KANA = /[\u3041-\u3096\u30a1-\u30fa]/g;
const HALF_WIDTH = /[\uff61-\uff9f]/g;
const NOT_ASCII = /[^\0-\x7f]/g;
/** Share of characters that must lie where a language has its usual ones. */
const USUAL_SHARE = 0.97;
/** Second bytes below 0x80, which half of Big5's characters have, and those of GB2312 and EUC-KR never. */
const LOW_SHARE = 0.2;

/** Two bytes as one number. */
type Pair = number;
const leadOf = (pair: Pair) => pair >> 8;
const trailOf = (pair: Pair) => pair & 0xff;
const isLow = (pair: Pair) => trailOf(pair) < 0x80;
/** Punctuation stands in the same rows everywhere. */
const isLetter = (pair: Pair) => leadOf(pair) > 0xa3;

/**
 * Tells East Asian encodings apart by where their languages have their usual characters: kana in Japanese; in Big5
 * first bytes A4–C6 with low second bytes; in EUC-KR Hangul B0–C8, where GB 2312 has half of its usual characters,
 * the others up to D7.
 * @param lines those of a text that are no UTF-8
 * @returns null where none of these but GB18030 may fit
 * @source KS X 1001, Big5 (ETEN), GB/T 2312-1980, JIS X 0208: their rows of usual characters
 */
export function eastAsianOf(lines: readonly Uint8Array[]): EastAsian | null {
  const bytes = Buffer.concat(lines);
  const sure = (encoding: Encoding) => ({ encoding, unsure: false });
  if (holdsKana(bytes, 'shift_jis')) return sure('shift_jis');
  if (holdsKana(bytes, 'euc-jp')) return sure('euc-jp');
  const pairs = [...new Set(pairsOf(bytes))].filter(isLetter);
  const many = pairs.length >= ENOUGH_CHARACTERS;
  const big5 = isUsual(pairs, 0xa4, 0xc6) && decode(bytes, 'big5') !== null;
  if (big5 && shareOf(pairs, isLow) >= LOW_SHARE && many) return sure('big5');
  const korean = isUsual(pairs, 0xb0, 0xc8) && decode(bytes, 'euc-kr') !== null;
  if (korean && many && !pairs.some(isLow)) return sure('euc-kr');
  const japanese = decode(bytes, 'shift_jis');
  const kanji = japanese !== null && !japanese.match(HALF_WIDTH);
  return big5 || korean || kanji ? { encoding: 'gb18030', unsure: true } : null;
}

function holdsKana(bytes: Uint8Array, encoding: Encoding): boolean {
  const text = decode(bytes, encoding);
  if (text === null) return false;
  const all = text.match(NOT_ASCII) ?? [];
  const kana = text.match(KANA) ?? [];
  const half = text.match(HALF_WIDTH) ?? [];
  return (
    new Set(kana).size > 1 && kana.length >= all.length * KANA_SHARE && half.length < kana.length
  );
}

/** Characters of two bytes, the first a high one. */
function pairsOf(bytes: Uint8Array): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const [lead = 0, trail = 0] = [bytes[at], bytes[at + 1]];
    if (lead < 0x81 || trail < 0x40) continue;
    pairs.push((lead << 8) | trail);
    at += 1;
  }
  return pairs;
}

function isUsual(pairs: readonly Pair[], from: number, to: number): boolean {
  return shareOf(pairs, (pair) => leadOf(pair) >= from && leadOf(pair) <= to) >= USUAL_SHARE;
}

function shareOf(pairs: readonly Pair[], fits: (pair: Pair) => boolean): number {
  return pairs.length === 0 ? 0 : pairs.filter(fits).length / pairs.length;
}

function decode(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
