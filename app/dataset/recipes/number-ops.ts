import type { OpEntries } from './fitted-table.ts';
import { numbersOf, type Vector } from './frame.ts';

/** What an operation makes of one column, one vector for each of its outputs. */
export type Apply<Entry> = (vector: Vector, entry: Entry) => readonly Vector[];

/** Numbers in, numbers out; missing stays missing. */
function elementwise<Entry>(prepare: (entry: Entry) => (value: number) => number): Apply<Entry> {
  return (vector, entry) => {
    const values = numbersOf(vector);
    const map = prepare(entry);
    const mapped = new Float64Array(values.length);
    for (let row = 0; row < values.length; row += 1) mapped[row] = map(values[row] ?? Number.NaN);
    return [{ kind: 'numbers', values: mapped }];
  };
}

export const clip = elementwise<OpEntries['clip']>(
  ({ low, high }) =>
    (value) =>
      value < low ? low : Math.min(value, high),
);

export const scale = elementwise<OpEntries['scale']>(
  ({ shift, factor }) =>
    (value) =>
      (value - shift) / factor,
);

export const log1p = elementwise<OpEntries['log1p']>(
  () => (value) => Math.sign(value) * Math.log1p(Math.abs(value)),
);

export const quantiles = elementwise<OpEntries['quantiles']>(({ knots, output }) => {
  const place = (value: number) => (Number.isNaN(value) ? value : quantilePlace(knots, value));
  return output === 'uniform' ? place : (value) => normalQuantile(place(value));
});

/**
 * Where a value stands among evenly spaced quantiles, in [0, 1]; the middle of its knots where several
 * are alike.
 */
function quantilePlace(knots: readonly number[], value: number): number {
  const last = knots.length - 1;
  if (last < 1) return 0.5;
  const above = firstAt(knots, (knot) => knot > value);
  const from = firstAt(knots, (knot) => knot >= value);
  if (from < above) return (from + above - 1) / 2 / last;
  if (above === 0) return 0;
  if (above > last) return 1;
  const low = knots[above - 1] ?? 0;
  const high = knots[above] ?? 0;
  return (above - 1 + (value - low) / (high - low)) / last;
}

/** The first index whose knot passes; knots that fail come before those that pass. */
function firstAt(knots: readonly number[], passes: (knot: number) => boolean): number {
  let low = 0;
  let high = knots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(knots[middle] ?? Number.NaN)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** So that the ends stay finite, as scikit-learn bounds them. */
const SMALLEST_TAIL = 1e-7;

/**
 * Value below which a share of the standard normal distribution lies; relative error below 1.15e-9.
 * @source Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003
 */
function normalQuantile(share: number): number {
  const p = Math.min(Math.max(share, SMALLEST_TAIL), 1 - SMALLEST_TAIL);
  if (Number.isNaN(share)) return share;
  if (p < TAIL) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - TAIL) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(CENTRE_TOP, r) * q) / polynomial(CENTRE_BOTTOM, r);
}

const TAIL = 0.02425;
const CENTRE_TOP = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const CENTRE_BOTTOM = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  1,
];
const TAIL_TOP = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
];
const TAIL_BOTTOM = [
  0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
];

function tail(q: number): number {
  return polynomial(TAIL_TOP, q) / polynomial(TAIL_BOTTOM, q);
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
