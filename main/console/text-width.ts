/**
 * Columns of a terminal that a text takes: Chinese, Japanese and Korean characters and full-width
 * forms take two.
 * @source Unicode Standard Annex #11, East Asian Width, classes W and F (ranges in common use)
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : MARK.test(character) ? 0 : 1;
  return width;
}

/** As much of a text as a number of columns hold. */
export function cut(text: string, width: number): string {
  let kept = '';
  for (const character of text) {
    if (textWidth(kept) + textWidth(character) > width) break;
    kept += character;
  }
  return kept;
}

/** The same, with a sign where something is left out. */
export function shortened(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${cut(text, width - 1).trimEnd()}…`;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARK = /\p{Mark}/u;
