import { textWidth } from './drawing.ts';

/** Where values stand along a horizontal axis, pixels. */
export interface BarScale {
  readonly place: (value: number) => number;
  readonly left: number;
  readonly right: number;
  readonly from: number;
  readonly to: number;
}

/** A scale that holds all values, given the room left and right of the bars. */
export function barScale(
  values: readonly number[],
  width: number,
  margin: { readonly left: number; readonly right: number },
): BarScale {
  const from = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const to = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const span = to - from;
  const { left } = margin;
  const right = Math.max(left + 1, width - margin.right);
  return {
    from,
    to,
    left,
    right,
    place: (value) =>
      span > 0 ? left + ((value - from) / span) * (right - left) : (left + right) / 2,
  };
}

/** Room for the longest of some words, no more than a share of the chart, pixels. */
export function labelRoom(labels: readonly string[], width: number, largestShare: number): number {
  const longest = labels.reduce((most, label) => Math.max(most, textWidth(label)), 0);
  return Math.min(longest, width * largestShare);
}

/** Words cut short to a width, with an ellipsis where they were longer. */
export function fitted(words: string, width: number): string {
  if (textWidth(words) <= width) return words;
  let kept = '';
  for (const character of words) {
    if (textWidth(`${kept}${character}…`) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
