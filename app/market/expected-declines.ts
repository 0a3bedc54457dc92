import type { PriceDecline } from '../cost/decision/resolve-context.ts';
import type { ApiPriceHistoryRow, ParameterRow } from '../cost/fact-sheets.ts';
import { priceEvent } from './class-history.ts';
import { lowerEnvelope } from './envelope.ts';
import { type ForecastScenario, forecastPrice, type GuardRails } from './forecast.ts';
import { guardRails } from './guard-rails.ts';
import { CAPABILITY_CLASSES } from './price-history.ts';
import { priceTrend } from './price-trend.ts';

/** As long as a machine is usually kept. */
const YEARS = 4;

/**
 * How fast prices of each quality may be expected to fall over the next four years: the mean exponent of
 * the fitted trend, fading and stopped at the marginal cost; at the low end a rise like those of the past, on
 * top of the trend where that rises itself; at the high end the steeper end of the trend's interval, down to
 * the least that the marginal cost may be, for a fall that ends at the middle of it is not the fastest there
 * can be. Classes by the quality index only, which is what decisions filter by.
 * @param today `YYYY-MM-DD`; later prices are announcements and do not count
 * @source COST_MODEL.md §8
 */
export function expectedDeclines(
  history: readonly ApiPriceHistoryRow[],
  parameters: readonly ParameterRow[],
  today: string,
): readonly PriceDecline[] {
  const events = history.map(priceEvent);
  const parameter = (symbol: string) => parameters.find((row) => row.symbol === symbol);
  const marginalCost = parameter('marginal_cost');
  const damping = parameter('damping')?.base;
  if (typeof marginalCost?.base !== 'number' || typeof damping !== 'number') return [];
  const rails = guardRails(events, today, marginalCost.base, damping);
  const leastCost = typeof marginalCost.low === 'number' ? marginalCost.low : marginalCost.base;
  const lowRails = { ...rails, marginalCostUsdPerMtok: Math.min(leastCost, marginalCost.base) };
  return CAPABILITY_CLASSES.flatMap((capability): readonly PriceDecline[] => {
    if (capability.measure !== 'aaIndex') return [];
    const envelope = lowerEnvelope(events, capability, today);
    const trend = priceTrend(envelope);
    const last = envelope.at(-1);
    if (trend === null || last === undefined) return [];
    const exponent = (scenario: ForecastScenario, within: GuardRails) =>
      -Math.log(forecastPrice(last.usdPerMtok, YEARS, scenario, trend, within) / last.usdPerMtok) /
      YEARS;
    const base = exponent('base', rails);
    return [
      {
        qualityFloor: capability.floor,
        low: exponent('rise', rails) + Math.min(0, base),
        base,
        high: Math.max(exponent('fast', lowRails), base),
        source: `Trend of ${envelope.length} dated prices at quality index ≥ ${capability.floor}, fading, over ${YEARS} years; from a rise like those seen to the trend's steeper end and the least marginal cost`,
        asOf: last.date,
      },
    ];
  });
}
