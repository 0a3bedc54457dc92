import { yearsBetween } from './calendar.ts';
import {
  fittedAt,
  type Interval,
  intervalAt,
  type LinearFit,
  linearFit,
  slopeInterval,
} from './linear-fit.ts';

/** What a million tokens cost from a date on. */
export interface DatedPrice {
  /** `2024-05-13` */
  readonly date: string;
  readonly usdPerMtok: number;
}

/** Below this many points a fit is called weak. @source COST_MODEL.md §8.4 */
export const WEAK_BELOW = 8;

/** Log-linear trend of a price: ln p = intercept + slope t, t in years since `origin`. */
export interface PriceTrend {
  readonly origin: string;
  /** Date of the last point: everything later is extrapolated. */
  readonly lastDate: string;
  readonly fit: LinearFit;
  /** exp(−slope): how many times cheaper a year; below 1 where the price rises. */
  readonly annualFactor: number;
  /** 95 % interval of the annual factor; null with two points. */
  readonly annualFactorInterval: Interval | null;
  readonly slopeInterval: Interval | null;
  /** Years in which the price halves; null where it does not fall. */
  readonly halfLifeYears: number | null;
  readonly weak: boolean;
}

/**
 * Fits prices of one quality. Prices of different quality must never stand in one list.
 * @returns null with fewer than three points, whose spread cannot be judged, or with all on one day
 */
export function priceTrend(prices: readonly DatedPrice[]): PriceTrend | null {
  const [first] = prices;
  const last = prices.at(-1);
  if (first === undefined || last === undefined || prices.length < 3) return null;
  const years = prices.map(({ date }) => yearsBetween(first.date, date));
  const fit = linearFit(
    years,
    prices.map(({ usdPerMtok }) => Math.log(usdPerMtok)),
  );
  if (fit === null) return null;
  const slopes = slopeInterval(fit);
  return {
    origin: first.date,
    lastDate: last.date,
    fit,
    annualFactor: Math.exp(-fit.slope),
    annualFactorInterval:
      slopes === null ? null : { low: Math.exp(-slopes.high), high: Math.exp(-slopes.low) },
    slopeInterval: slopes,
    halfLifeYears: fit.slope < 0 ? Math.LN2 / -fit.slope : null,
    weak: prices.length < WEAK_BELOW,
  };
}

export interface TrendPoint {
  readonly date: string;
  readonly usdPerMtok: number;
  /** Where the trend line itself lies. */
  readonly line: Interval | null;
  /** Where a single new price would lie. */
  readonly prediction: Interval | null;
}

/** The plain trend at a date, not damped and without a floor. */
export function trendAt(trend: PriceTrend, date: string, level = 0.95): TrendPoint {
  const x = yearsBetween(trend.origin, date);
  const inUsd = (interval: Interval | null): Interval | null =>
    interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) };
  return {
    date,
    usdPerMtok: Math.exp(fittedAt(trend.fit, x)),
    line: inUsd(intervalAt(trend.fit, x, 'line', level)),
    prediction: inUsd(intervalAt(trend.fit, x, 'prediction', level)),
  };
}
