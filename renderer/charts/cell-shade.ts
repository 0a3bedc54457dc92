/** A single error among thousands of rows must still be seen. */
const FAINTEST_PERCENT = 6;
/** Ink on a stronger cell of series 1 to 5 would fall below a contrast of 4.5:1, in the dark theme first. */
const STRONGEST_PERCENT = 60;

/**
 * How strongly a cell of a heat map is painted.
 * @param share 0 to 1, such as a count's share of its row; 0 leaves the cell unpainted
 * @returns percent of the scale's colour to mix into the page's own, in a perceptual space
 */
export function cellShade(share: number): number {
  if (!(share > 0)) return 0;
  return Math.round(FAINTEST_PERCENT + (STRONGEST_PERCENT - FAINTEST_PERCENT) * Math.min(1, share));
}
