/** A single error among thousands of rows must still be seen. */
const FAINTEST_PERCENT = 6;
/** Ink on a stronger cell would fall below a contrast of 4.5:1, in the dark theme first. */
const STRONGEST_PERCENT = 65;

/**
 * How strongly a cell of a confusion matrix is painted, by the share of its row: what part of a
 * class was taken for another. Shares rather than counts, so that small classes show their errors
 * as plainly as large ones.
 * @returns percent of the scale's colour to mix into the page's own, in a perceptual space
 */
export function cellShade(count: number, rowTotal: number): number {
  if (count === 0 || rowTotal === 0) return 0;
  return Math.round(FAINTEST_PERCENT + (STRONGEST_PERCENT - FAINTEST_PERCENT) * (count / rowTotal));
}
