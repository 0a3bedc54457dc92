import { slopeInterval } from './linear-fit.ts';
import type { PriceTrend } from './price-trend.ts';

/** Ways on from today's price, the slowest fall last but one. */
export const FORECAST_SCENARIOS = ['fast', 'base', 'slow', 'flat', 'rise'] as const;
export type ForecastScenario = (typeof FORECAST_SCENARIOS)[number];

/** What keeps an extrapolation from running away. @source COST_MODEL.md §8.5 */
export interface GuardRails {
  /** No price falls below what a million tokens cost to make. */
  readonly marginalCostUsdPerMtok: number;
  /** θ, 1/year: the slope fades as exp(−θ t) beyond the sample. */
  readonly dampingPerYear: number;
  /** Price after over price before of a rise, from the history's own rises. */
  readonly riseFactor: number;
}

/** Share of the fitted slope that the slow scenario keeps. */
const SLOW_SHARE = 0.5;
/** The fast scenario takes the steeper end of this interval of the slope. */
const FAST_LEVEL = 0.8;
/** Years over which the rise comes; flat afterwards. */
const RISE_YEARS = 1;

/**
 * Price so many years after `startUsdPerMtok`, in one scenario.
 *
 *   flat  p₀                      base  p₀ exp(b (1 − e^(−θt)) / θ)
 *   slow  base with b/2           fast  base with the steeper end of the slope's 80 % interval
 *   rise  p₀ r^min(t, 1)
 *
 * Falls stop at the marginal cost; a price that starts below it stays where it is.
 * @param trend null where nothing could be fitted: falling scenarios are then flat
 */
export function forecastPrice(
  startUsdPerMtok: number,
  years: number,
  scenario: ForecastScenario,
  trend: PriceTrend | null,
  rails: GuardRails,
): number {
  if (scenario === 'flat') return startUsdPerMtok;
  if (scenario === 'rise') {
    return startUsdPerMtok * rails.riseFactor ** Math.min(years / RISE_YEARS, 1);
  }
  const slope = scenarioSlope(scenario, trend);
  const theta = rails.dampingPerYear;
  const damped = theta > 0 ? -Math.expm1(-theta * years) / theta : years;
  const free = startUsdPerMtok * Math.exp(slope * damped);
  return Math.max(free, Math.min(startUsdPerMtok, rails.marginalCostUsdPerMtok));
}

/** Slope of ln p at the start, 1/year: the k of a falling price, negated. */
export function scenarioSlope(scenario: ForecastScenario, trend: PriceTrend | null): number {
  if (trend === null || scenario === 'flat' || scenario === 'rise') return 0;
  const { slope } = trend.fit;
  if (scenario === 'slow') return slope * SLOW_SHARE;
  if (scenario === 'base') return slope;
  return Math.min(slope, slopeInterval(trend.fit, FAST_LEVEL)?.low ?? slope);
}
