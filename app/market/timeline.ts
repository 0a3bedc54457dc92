import { type Application, pays } from './applications.ts';
import type { ForecastScenario, GuardRails } from './forecast.ts';
import { forecastPrice } from './forecast.ts';
import type { PriceTrend } from './price-trend.ts';
import type { MarketSimulation } from './simulate-market.ts';

/** One more cut of the same size. */
export interface TimelineStep {
  /** 0 for today. */
  readonly cuts: number;
  /** Price over today's. */
  readonly priceRatio: number;
  readonly usdPerMtok: number;
  /** First day on which the model's price is no higher; null within the horizon. */
  readonly modelDate: string | null;
  /** The same for the trend's forecast. */
  readonly trendDate: string | null;
  /** Applications that pay from here on, at the price of their own class moved by the same ratio. */
  readonly unlocks: readonly string[];
  readonly profitable: number;
}

/** Cuts looked at, beside today. */
const STEPS = 5;

/**
 * The next cuts, one after the other: when they may come and what they make worth doing. Prices of all
 * classes are taken to move together.
 * @param classPrices today's price of each class, USD/Mtok
 */
export function cutTimeline(options: {
  readonly cut: number;
  readonly usdPerMtok: number;
  readonly classPrices: ReadonlyMap<string, number>;
  readonly applications: readonly Application[];
  readonly simulation: MarketSimulation;
  readonly forecast: ForecastScenario;
  readonly trend: PriceTrend | null;
  readonly rails: GuardRails;
}): readonly TimelineStep[] {
  const { cut, usdPerMtok, simulation, applications, classPrices } = options;
  const price = simulation.series.price ?? [];
  const trendPrice = simulation.years.map((years) =>
    forecastPrice(usdPerMtok, years, options.forecast, options.trend, options.rails),
  );
  const reached = (prices: readonly number[], ratio: number) => {
    const limit = (prices[0] ?? 0) * ratio * (1 + 1e-12);
    const index = prices.findIndex((value) => value <= limit);
    return simulation.dates[index] ?? null;
  };
  let before: readonly string[] = [];
  return Array.from({ length: STEPS + 1 }, (_, cuts) => {
    const priceRatio = (1 - cut) ** cuts;
    const paying = applications
      .filter((application) => {
        const own = classPrices.get(application.capabilityClass);
        return own !== undefined && pays(application, own * priceRatio);
      })
      .map(({ id }) => id);
    const unlocks = paying.filter((id) => !before.includes(id));
    before = paying;
    return {
      cuts,
      priceRatio,
      usdPerMtok: usdPerMtok * priceRatio,
      modelDate: reached(price, priceRatio),
      trendDate: reached(trendPrice, priceRatio),
      unlocks,
      profitable: paying.length,
    };
  });
}
