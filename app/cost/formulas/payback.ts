import { bisect } from './bisect.ts';
import { MONTHS_PER_YEAR, monthlyRate, NO_INTEREST } from './rates.ts';

/**
 * The volume above which owning is cheaper: `V* = F / (p_api - v)`; null if there is none, as the API
 * costs no more than one's own electricity.
 * @param fixedUsdPerMonth F, paid regardless
 * @param marginalUsd      v, own marginal cost of a unit
 * @returns units a month; feasible only up to the machine's capacity
 * @source COST_MODEL §5
 */
export function breakEvenVolume(
  fixedUsdPerMonth: number,
  apiUsd: number,
  marginalUsd: number,
): number | null {
  return apiUsd > marginalUsd ? fixedUsdPerMonth / (apiUsd - marginalUsd) : null;
}

/** `C0 / S` months; null if nothing is saved. @source COST_MODEL §5 */
export function paybackMonths(priceUsd: number, savingUsdPerMonth: number): number | null {
  return savingUsdPerMonth > 0 ? priceUsd / savingUsdPerMonth : null;
}

/**
 * Payback with interest: `-ln(1 - i C0/S) / ln(1 + i)` months; null: never, as `i C0 >= S`.
 * @param discountRate r, 1/a
 * @source COST_MODEL §5
 */
export function discountedPaybackMonths(
  priceUsd: number,
  savingUsdPerMonth: number,
  discountRate: number,
): number | null {
  const i = monthlyRate(discountRate);
  if (i < NO_INTEREST) return paybackMonths(priceUsd, savingUsdPerMonth);
  if (savingUsdPerMonth <= 0 || i * priceUsd >= savingUsdPerMonth) return null;
  return -Math.log1p((-i * priceUsd) / savingUsdPerMonth) / Math.log1p(i);
}

/** Buying against an API whose price falls as `p0 exp(-k t)`. @source COST_MODEL §5 */
export interface FallingPriceCase {
  /** C0 */
  readonly priceUsd: number;
  /** R, at the end of the horizon. */
  readonly resaleUsd: number;
  /** V, units a month. */
  readonly volumePerMonth: number;
  /** p0 and v, USD a unit. */
  readonly apiUsd: number;
  readonly marginalUsd: number;
  /** Cash costs besides, USD a month. */
  readonly cashUsdPerMonth: number;
  /** r, 1/a. */
  readonly discountRate: number;
  readonly horizonMonths: number;
}

/** What month m saves: `V (p0 exp(-k m/12) - v) - cash`; m counts from 1. @source COST_MODEL §5 */
export function savingInMonth(given: FallingPriceCase, exponent: number, month: number): number {
  const apiUsd = given.apiUsd * Math.exp((-exponent * month) / MONTHS_PER_YEAR);
  return given.volumePerMonth * (apiUsd - given.marginalUsd) - given.cashUsdPerMonth;
}

/**
 * Money saved after each month, the price of the machine off: `cumulative(m)`, m from 0.
 * @param exponent k, 1/a
 * @source COST_MODEL §5
 */
export function cumulativeSaving(given: FallingPriceCase, exponent: number): readonly number[] {
  const sums = [-given.priceUsd];
  for (let month = 1; month <= given.horizonMonths; month++) {
    sums.push((sums.at(-1) ?? 0) + savingInMonth(given, exponent, month));
  }
  return sums;
}

/** First month in which the saving has paid the machine; null: not within the horizon. @source COST_MODEL §5 */
export function paybackMonth(given: FallingPriceCase, exponent: number): number | null {
  const month = cumulativeSaving(given, exponent).findIndex((sum) => sum >= 0);
  return month < 0 ? null : month;
}

/**
 * Net present value of buying: `-C0 + sum S_j (1+i)^-j + R (1+i)^-H`.
 * @param exponent k, 1/a; negative: prices rise
 * @source COST_MODEL §5
 */
export function netPresentValue(given: FallingPriceCase, exponent: number): number {
  const discount = 1 / (1 + monthlyRate(given.discountRate));
  let factor = 1;
  let value = -given.priceUsd;
  for (let month = 1; month <= given.horizonMonths; month++) {
    factor *= discount;
    value += factor * savingInMonth(given, exponent, month);
  }
  return value + factor * given.resaleUsd;
}

/** Exponents between which k* is looked for: prices that rise 150-fold, or fall so, within a year. */
const EXPONENT_BOUNDS = [-5, 5] as const;

/**
 * k*: the rate of decline with NPV = 0, above which buying was a mistake; null where the sign never
 * changes between a rise and a fall of 150 times a year.
 * @returns the exponent k, 1/a; `exp(k)` is how many times cheaper a year
 * @source COST_MODEL §5
 */
export function breakEvenDecline(given: FallingPriceCase): number | null {
  return bisect((exponent) => netPresentValue(given, exponent), ...EXPONENT_BOUNDS);
}
