import { studentTQuantile } from './student-t.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Least squares of y on x with an intercept; intervals need at least three points. */
export interface LinearFit {
  readonly n: number;
  readonly intercept: number;
  readonly slope: number;
  /** Null with two points: nothing is left to judge the spread by. */
  readonly residualSd: number | null;
  readonly slopeSe: number | null;
  /** Share of the variance explained; null where all y are equal. */
  readonly rSquared: number | null;
  readonly residualSumOfSquares: number;
  readonly meanX: number;
  /** Sum of squared distances of x from its mean. */
  readonly sxx: number;
}

/** @returns null with fewer than two points, or with all x equal. */
export function linearFit(xs: readonly number[], ys: readonly number[]): LinearFit | null {
  const n = xs.length;
  if (n < 2) return null;
  const meanX = sum(xs) / n;
  const meanY = sum(ys) / n;
  const sxx = sum(xs.map((x) => (x - meanX) ** 2));
  if (!(sxx > 0)) return null;
  const sxy = sum(xs.map((x, index) => (x - meanX) * ((ys[index] ?? 0) - meanY)));
  const syy = sum(ys.map((y) => (y - meanY) ** 2));
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  const residualSumOfSquares = sum(
    xs.map((x, index) => ((ys[index] ?? 0) - intercept - slope * x) ** 2),
  );
  const residualSd = n > 2 ? Math.sqrt(residualSumOfSquares / (n - 2)) : null;
  return {
    n,
    intercept,
    slope,
    residualSd,
    slopeSe: residualSd === null ? null : residualSd / Math.sqrt(sxx),
    rSquared: syy > 0 ? 1 - residualSumOfSquares / syy : null,
    residualSumOfSquares,
    meanX,
    sxx,
  };
}

/** Two-sided t interval of the slope. */
export function slopeInterval(fit: LinearFit, level = 0.95): Interval | null {
  if (fit.slopeSe === null) return null;
  const half = studentTQuantile((1 + level) / 2, fit.n - 2) * fit.slopeSe;
  return { low: fit.slope - half, high: fit.slope + half };
}

export function fittedAt(fit: LinearFit, x: number): number {
  return fit.intercept + fit.slope * x;
}

/**
 * Interval at x: of the line itself, or of a new point (`prediction`), which adds the spread of points.
 */
export function intervalAt(
  fit: LinearFit,
  x: number,
  kind: 'line' | 'prediction',
  level = 0.95,
): Interval | null {
  if (fit.residualSd === null) return null;
  const leverage = 1 / fit.n + (x - fit.meanX) ** 2 / fit.sxx;
  const spread = fit.residualSd * Math.sqrt(leverage + (kind === 'prediction' ? 1 : 0));
  const half = studentTQuantile((1 + level) / 2, fit.n - 2) * spread;
  const centre = fittedAt(fit, x);
  return { low: centre - half, high: centre + half };
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
