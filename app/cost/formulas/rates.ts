/** Hours of a year and of a month. @source COST_MODEL §0 */
export const HOURS_PER_YEAR = 8760;
export const HOURS_PER_MONTH = 730;
export const MONTHS_PER_YEAR = 12;
/** 730 h over 24 h. */
export const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;

/**
 * Rate per month that compounds to a rate per year: `i = (1 + r)^(1/12) - 1`.
 * @param perYear r, 1/a, above -1
 * @source COST_MODEL §0
 */
export function monthlyRate(perYear: number): number {
  return Math.expm1(Math.log1p(perYear) / MONTHS_PER_YEAR);
}

/** Below this, interest over any horizon is lost in rounding, and its quotient would be 0/0. */
export const NO_INTEREST = 1e-14;

/**
 * The payment each period that repays 1 over so many periods: `i / (1 - (1 + i)^-n)`, 1/n without interest.
 * @param rate    i per period, at least 0
 * @param periods n, above 0, not necessarily whole
 * @source COST_MODEL §1 (crf)
 */
export function capitalRecoveryFactor(rate: number, periods: number): number {
  if (Math.abs(rate) < NO_INTEREST) return 1 / periods;
  return rate / -Math.expm1(-periods * Math.log1p(rate));
}

/**
 * A continuous decline as people say it: the share by which a price falls in a year.
 * @param exponent k of `p(t) = p0 exp(-k t)`, 1/a; negative: prices rise
 * @returns 0.5 where prices halve in a year
 * @source COST_MODEL §5
 */
export function declinePerYear(exponent: number): number {
  return 1 - Math.exp(-exponent);
}

/** The exponent k of a price that falls by such a share a year; the share is below 1. */
export function declineExponent(sharePerYear: number): number {
  return -Math.log(1 - sharePerYear);
}
