import type { PriceDecline } from '../cost/decision/resolve-context.ts';
import type { ApiPriceHistoryRow, ParameterRow } from '../cost/fact-sheets.ts';
import { priceEvent } from './class-history.ts';
import { lowerEnvelope } from './envelope.ts';
import { type ForecastScenario, forecastPrice } from './forecast.ts';
import { guardRails } from './guard-rails.ts';
import { CAPABILITY_CLASSES } from './price-history.ts';
import { priceTrend } from './price-trend.ts';

/** As long as a machine is usually kept. */
const YEARS = 4;

/**
 * How fast prices of each quality may be expected to fall over the next four years: the mean exponent of
 * the fitted trend, fading and stopped at the marginal cost; at the low end a rise like those of the past,
 * at the high end the steeper end of the trend's interval. Classes by the quality index only, which is what
 * decisions filter by.
 * @param today `YYYY-MM-DD`; later prices are announcements and do not count
 * @source COST_MODEL.md §8
 */
export function expectedDeclines(
  history: readonly ApiPriceHistoryRow[],
  parameters: readonly ParameterRow[],
  today: string,
): readonly PriceDecline[] {
  const events = history.map(priceEvent);
  const parameter = (symbol: string) => parameters.find((row) => row.symbol === symbol)?.base;
  const [marginalCost, damping] = [parameter('marginal_cost'), parameter('damping')];
  if (typeof marginalCost !== 'number' || typeof damping !== 'number') return [];
  const rails = guardRails(events, today, marginalCost, damping);
  return CAPABILITY_CLASSES.flatMap((capability): readonly PriceDecline[] => {
    if (capability.measure !== 'aaIndex') return [];
    const envelope = lowerEnvelope(events, capability, today);
    const trend = priceTrend(envelope);
    const last = envelope.at(-1);
    if (trend === null || last === undefined) return [];
    const exponent = (scenario: ForecastScenario) =>
      -Math.log(forecastPrice(last.usdPerMtok, YEARS, scenario, trend, rails) / last.usdPerMtok) /
      YEARS;
    const [low, base, high] = [exponent('rise'), exponent('base'), exponent('fast')];
    return [
      {
        qualityFloor: capability.floor,
        low: Math.min(low, base),
        base,
        high: Math.max(high, base),
        source: `Trend of ${envelope.length} dated prices at quality index ≥ ${capability.floor}, fading, over ${YEARS} years; from a rise like those seen to the trend's steeper end`,
        asOf: last.date,
      },
    ];
  });
}
