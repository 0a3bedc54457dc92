import { axisValues } from './grid.ts';

/** Halvings of an interval: what is left is below the spacing of float64. */
const MOST_HALVINGS = 200;

/** The first value on each side of the base at which something that held no longer does. */
export interface Flips {
  readonly below: number | null;
  readonly above: number | null;
}

/** Steps in which each side is looked through: a change that goes back within one of them is not seen. */
const STEPS = 24;

/**
 * How far one input may move before an answer changes, within its range.
 * @param holds whether the answer is still the one at the base, where it is
 * @returns null on a side where it holds throughout
 */
export function flipsAround(
  holds: (x: number) => boolean,
  base: number,
  low: number,
  high: number,
): Flips {
  const firstChange = (end: number): number | null => {
    if (end === base) return null;
    const outward =
      end < base
        ? [...axisValues(end, base, STEPS + 1)].reverse()
        : axisValues(base, end, STEPS + 1);
    const change = outward.findIndex((x) => !holds(x));
    if (change < 1) return null;
    return changeBetween(holds, outward[change - 1] ?? base, outward[change] ?? end);
  };
  return { below: firstChange(low), above: firstChange(high) };
}

/** The last value from `inside`, where it holds, towards `outside`, where it does not. */
function changeBetween(holds: (x: number) => boolean, inside: number, outside: number): number {
  let [kept, lost] = [inside, outside];
  for (let halving = 0; halving < MOST_HALVINGS; halving += 1) {
    const middle = kept + (lost - kept) / 2;
    if (middle === kept || middle === lost) break;
    if (holds(middle)) kept = middle;
    else lost = middle;
  }
  return kept;
}
