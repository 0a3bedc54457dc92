import { pays } from './applications.ts';
import type { MarketLab } from './lab.ts';

/** What tells one market scenario from another, in few figures. Prices in USD/Mtok. */
export interface LabSummary {
  readonly capabilityClass: MarketLab['capabilityClass'];
  readonly currentUsdPerMtok: number;
  /** Last day that the model looks at, `YYYY-MM-DD`. */
  readonly end: string;
  readonly usdPerMtokAtEnd: number;
  /** P10 and P90 there; null without draws. */
  readonly lowUsdPerMtokAtEnd: number | null;
  readonly highUsdPerMtokAtEnd: number | null;
  /** By the fitted trend, carried on as the scenario says. */
  readonly trendUsdPerMtokAtEnd: number | null;
  /** Applications that pay at their most likely value: today, and with prices moved as the model's. */
  readonly applicationsNow: number;
  readonly applicationsAtEnd: number;
}

export function labSummary(lab: MarketLab, forecast: string): LabSummary {
  const { simulation, bands, applications, forecasts } = lab;
  const paying = (ratio: number): number =>
    applications.filter(
      (application) =>
        application.usdPerMtok !== null && pays(application, application.usdPerMtok * ratio),
    ).length;
  return {
    capabilityClass: lab.capabilityClass,
    currentUsdPerMtok: lab.currentUsdPerMtok,
    end: simulation.dates.at(-1) ?? lab.start,
    usdPerMtokAtEnd: simulation.series.price?.at(-1) ?? lab.currentUsdPerMtok,
    lowUsdPerMtokAtEnd: bands?.price.p10.at(-1) ?? null,
    highUsdPerMtokAtEnd: bands?.price.p90.at(-1) ?? null,
    trendUsdPerMtokAtEnd:
      forecasts.find(({ scenario }) => scenario === forecast)?.usdPerMtok.at(-1) ?? null,
    applicationsNow: paying(1),
    applicationsAtEnd: paying(simulation.priceRatio),
  };
}
