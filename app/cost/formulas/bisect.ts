/** Halvings after which a 64-bit number cannot be told from its neighbour. */
const MAX_HALVINGS = 200;

/**
 * Where a function changes its sign between two places, to the last bit that halving can reach.
 * @returns null if it has the same sign at both; of a jump, the place of the jump
 */
export function bisect(value: (place: number) => number, low: number, high: number): number | null {
  const atLow = value(low);
  const atHigh = value(high);
  if (atLow === 0) return low;
  if (atHigh === 0) return high;
  if (atLow > 0 === atHigh > 0) return null;
  let [from, to] = [low, high];
  for (let halving = 0; halving < MAX_HALVINGS; halving++) {
    const middle = from + (to - from) / 2;
    if (middle <= Math.min(from, to) || middle >= Math.max(from, to)) break;
    const atMiddle = value(middle);
    if (atMiddle === 0) return middle;
    if (atMiddle > 0 === atLow > 0) from = middle;
    else to = middle;
  }
  return from;
}
