import type { Measure } from './measure.ts';

export type Interval = readonly [low: number, high: number];

/** 97.5 % quantile of the normal distribution. */
const NORMAL_QUANTILE = 1.959963984540054;
const LOW_TAIL = 0.025;

/**
 * 95 % interval of a share of successes; unlike the textbook one it stays in [0, 1] and means something at 0 and at n.
 * @source Wilson 1927, JASA 22(158), doi:10.1080/01621459.1927.10502953
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  const share = successes / trials;
  const z2 = NORMAL_QUANTILE ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const halfWidth =
    (NORMAL_QUANTILE / (1 + z2 / trials)) *
    Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials ** 2));
  // Rounding must not push the ends out of [0, 1].
  return [Math.max(0, centre - halfWidth), Math.min(1, centre + halfWidth)];
}

/**
 * 95 % percentile-bootstrap intervals of every metric that the rows as they are define. Pauses after each resample,
 * so that whoever drives it can do other things in between.
 * @param rows      rows to draw from, with replacement
 * @param resamples how often to draw; 1000 is usual
 * @param nextBelow uniform over 0 … bound − 1; a seeded one makes the intervals reproducible
 * @source Efron & Tibshirani 1993, An Introduction to the Bootstrap, §13.3
 */
export function* bootstrapIntervals(
  measure: Measure,
  rows: number,
  resamples: number,
  nextBelow: (bound: number) => number,
): Generator<void, Readonly<Record<string, Interval>>> {
  const drawn = new Map<string, number[]>();
  const weights = new Uint32Array(rows);
  for (let resample = 0; resample < resamples; resample++) {
    weights.fill(0);
    for (let draw = 0; draw < rows; draw++) {
      const row = nextBelow(rows);
      weights[row] = (weights[row] ?? 0) + 1;
    }
    for (const [name, value] of Object.entries(measure(weights))) {
      const values = drawn.get(name);
      if (values === undefined) drawn.set(name, [value]);
      else values.push(value);
    }
    yield;
  }
  return Object.fromEntries(Array.from(drawn, ([name, values]) => [name, centralInterval(values)]));
}

/**
 * Mean of repeated measurements and half the width of its 95 % t-interval.
 * @param values at least one; half-width and standard deviation of a single one are null
 */
export function meanWithInterval(values: readonly number[]): {
  readonly mean: number;
  readonly halfWidth: number | null;
  readonly deviation: number | null;
} {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, halfWidth: null, deviation: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const halfWidth = tQuantile(count - 1) * Math.sqrt(variance / count);
  return { mean, halfWidth, deviation: Math.sqrt(variance) };
}

/** 97.5 % quantile of Student's t distribution, by bisection of its distribution function. */
export function tQuantile(degreesOfFreedom: number): number {
  let low = 0;
  let high = 13; // above the quantile of one degree of freedom, 12.71, the largest
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degreesOfFreedom) < 1 - 2 * LOW_TAIL) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Probability that |t| stays below a bound.
 * @source Abramowitz & Stegun 1964, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */
function centralProbability(bound: number, degreesOfFreedom: number): number {
  const angle = Math.atan(bound / Math.sqrt(degreesOfFreedom));
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const odd = degreesOfFreedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degreesOfFreedom - 2; power += 2) {
    term *= (cosine ** 2 * (power - 1)) / power;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/** What the middle 95 % of the values span. */
function centralInterval(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values).sort();
  return [quantile(sorted, LOW_TAIL), quantile(sorted, 1 - LOW_TAIL)];
}

/** Linear between the two nearest of the sorted values. */
function quantile(sorted: Float64Array, fraction: number): number {
  const place = fraction * (sorted.length - 1);
  const [below = Number.NaN, above = below] = sorted.subarray(Math.floor(place));
  return below + (place % 1) * (above - below);
}
