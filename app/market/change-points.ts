import { yearsBetween } from './calendar.ts';
import { type LinearFit, linearFit } from './linear-fit.ts';
import type { DatedPrice } from './price-trend.ts';

/** Fewest points of a segment: a line through fewer says nothing of its spread. */
export const SEGMENT_POINTS = 4;
/** Most segments looked for: histories are short. */
const MAX_SEGMENTS = 4;
/** Variance of ln p below which rounding of list prices is all there is (about 2 %). */
const ROUNDING_VARIANCE = 4e-4;

/** A stretch of the history with a trend of its own. */
export interface TrendSegment {
  readonly from: string;
  readonly to: string;
  readonly points: number;
  /** ln p per year. */
  readonly slopePerYear: number;
  readonly annualFactor: number;
  readonly interceptAtFrom: number;
}

/**
 * How strongly the data ask for a break, by the difference in BIC.
 * @source Kass & Raftery 1995, JASA 90(430), table in §3.2
 */
export type BreakEvidence = 'too-few-points' | 'none' | 'weak' | 'positive' | 'strong';

export interface ChangePoints {
  readonly segments: readonly TrendSegment[];
  /** BIC of the single line less that of the best division; null where none was possible. */
  readonly bicGain: number | null;
  readonly evidence: BreakEvidence;
}

/**
 * Piecewise log-linear fit by exact segmentation: dynamic programming over all divisions into
 * segments of at least four points, the number of segments chosen by BIC, in which a segment counts
 * for three parameters (level, slope and where it starts).
 * Only a division with at least positive evidence is reported; otherwise the single line is.
 * @source Bai & Perron 2003, J. Appl. Econometrics 18(1), §3; Schwarz 1978
 */
export function changePoints(prices: readonly DatedPrice[]): ChangePoints {
  const [first] = prices;
  if (first === undefined) return { segments: [], bicGain: null, evidence: 'too-few-points' };
  const xs = prices.map(({ date }) => yearsBetween(first.date, date));
  const ys = prices.map(({ usdPerMtok }) => Math.log(usdPerMtok));
  const n = xs.length;
  const whole = segmentFit(xs, ys, 0, n);
  if (whole === null) return { segments: [], bicGain: null, evidence: 'too-few-points' };
  const single = [segmentOf(prices, xs, whole, 0, n)];
  if (n < 2 * SEGMENT_POINTS)
    return { segments: single, bicGain: null, evidence: 'too-few-points' };

  const divisions = bestDivisions(xs, ys);
  const singleBic = bic(whole.residualSumOfSquares, n, 1);
  let best = { bic: Number.POSITIVE_INFINITY, starts: [0] as readonly number[] };
  for (const { starts, residualSumOfSquares } of divisions) {
    const value = bic(residualSumOfSquares, n, starts.length);
    if (value < best.bic) best = { bic: value, starts };
  }
  if (best.bic === Number.POSITIVE_INFINITY) {
    return { segments: single, bicGain: null, evidence: 'too-few-points' };
  }
  const gain = singleBic - best.bic;
  const evidence = evidenceOf(gain);
  if (evidence === 'none' || evidence === 'weak')
    return { segments: single, bicGain: gain, evidence };
  const segments = best.starts.flatMap((start, index) => {
    const end = best.starts[index + 1] ?? n;
    const fit = segmentFit(xs, ys, start, end);
    return fit === null ? [] : [segmentOf(prices, xs, fit, start, end)];
  });
  return { segments, bicGain: gain, evidence };
}

interface Division {
  readonly starts: readonly number[];
  readonly residualSumOfSquares: number;
}

/** The division with the least residual sum of squares, for 2, 3, … segments. */
function bestDivisions(xs: readonly number[], ys: readonly number[]): readonly Division[] {
  const n = xs.length;
  const most = Math.min(MAX_SEGMENTS, Math.floor(n / SEGMENT_POINTS));
  let ending: (Division | null)[] = Array.from({ length: n + 1 }, (_, end) => {
    const fit = segmentFit(xs, ys, 0, end);
    return fit && { starts: [0], residualSumOfSquares: fit.residualSumOfSquares };
  });
  const divisions: Division[] = [];
  for (let count = 2; count <= most; count++) {
    ending = ending.map((_, end) => bestEnding(xs, ys, ending, end));
    const whole = ending[n];
    if (whole) divisions.push(whole);
  }
  return divisions;
}

/** The best way to end at a point with one segment more than `ending` has. */
function bestEnding(
  xs: readonly number[],
  ys: readonly number[],
  ending: readonly (Division | null)[],
  end: number,
): Division | null {
  let best: Division | null = null;
  for (let start = SEGMENT_POINTS; start <= end - SEGMENT_POINTS; start++) {
    const before = ending[start];
    const fit = segmentFit(xs, ys, start, end);
    if (!before || fit === null) continue;
    const residualSumOfSquares = before.residualSumOfSquares + fit.residualSumOfSquares;
    if (best === null || residualSumOfSquares < best.residualSumOfSquares) {
      best = { starts: [...before.starts, start], residualSumOfSquares };
    }
  }
  return best;
}

/** Line through points start … end − 1; null where they are too few or all on one day. */
function segmentFit(
  xs: readonly number[],
  ys: readonly number[],
  start: number,
  end: number,
): LinearFit | null {
  if (end - start < SEGMENT_POINTS) return null;
  return linearFit(xs.slice(start, end), ys.slice(start, end));
}

function segmentOf(
  prices: readonly DatedPrice[],
  xs: readonly number[],
  fit: LinearFit,
  start: number,
  end: number,
): TrendSegment {
  return {
    from: prices[start]?.date ?? '',
    to: prices[end - 1]?.date ?? '',
    points: end - start,
    slopePerYear: fit.slope,
    annualFactor: Math.exp(-fit.slope),
    interceptAtFrom: fit.intercept + fit.slope * (xs[start] ?? 0),
  };
}

/** A perfect line through few points must not win by a vanishing variance. */
function bic(residualSumOfSquares: number, n: number, segments: number): number {
  const variance = Math.max(residualSumOfSquares / n, ROUNDING_VARIANCE);
  return n * Math.log(variance) + (3 * segments - 1) * Math.log(n);
}

function evidenceOf(bicGain: number): BreakEvidence {
  if (bicGain <= 0) return 'none';
  if (bicGain < 2) return 'weak';
  return bicGain < 6 ? 'positive' : 'strong';
}
