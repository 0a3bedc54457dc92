const LAST_CHARACTER = 0x10ffff;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/**
 * The inside of a class of a regular expression: every character that passes, as ranges of the characters themselves.
 * Other engines have other versions of Unicode, and other ways of writing its properties and numbers; this they all read.
 * No character may pass that means something inside a class: `\ ] [ - &`, or `^` first.
 */
export function characterClass(passes: (character: string) => boolean): string {
  const ranges: [first: number, last: number][] = [];
  for (let code = 0; code <= LAST_CHARACTER; code += 1) {
    if (code === FIRST_SURROGATE) code = LAST_SURROGATE + 1;
    if (!passes(String.fromCodePoint(code))) continue;
    const open = ranges.at(-1);
    if (open?.[1] === code - 1) open[1] = code;
    else ranges.push([code, code]);
  }
  return ranges.map(([first, last]) => rangeText(first, last)).join('');
}

/** Characters from one to another, inside a class. */
export function rangeText(first: number, last: number): string {
  const [from, to] = [String.fromCodePoint(first), String.fromCodePoint(last)];
  if (first === last) return from;
  return last === first + 1 ? from + to : `${from}-${to}`;
}
