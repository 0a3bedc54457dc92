import type { ForecastScenario } from './forecast.ts';
import type { LabParameterId } from './market-parameters.ts';
import { CAPABILITY_CLASSES, type CapabilityClassId } from './price-history.ts';

/** A parameter of the user's own. */
export interface MarketScenarioParameter {
  readonly base: number;
  /** Left out, the range of the sheet moves along with base. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Why, in the user's words. */
  readonly note?: string | undefined;
}

/** A price cut on a date; a rise where `cut` is negative. */
export interface PriceEventPlan {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Share of the price that goes: 0.5 halves it, −1 doubles it. */
  readonly cut: number;
  readonly name: string;
}

/**
 * What the market lab is asked, as people keep and share it: only what they set themselves. The same
 * scenario with the same sheets on the same day gives the same answer.
 */
export interface MarketScenario {
  readonly version: 1;
  readonly kind: 'market';
  readonly name: string;
  /** Whose price is looked at. */
  readonly capabilityClass: CapabilityClassId;
  /** First day, `YYYY-MM-DD`; null: today. Later prices of the sheet are not seen. */
  readonly start: string | null;
  readonly years: number;
  /** How the fitted trend goes on, beside what the model says. */
  readonly forecast: ForecastScenario;
  readonly parameters: Readonly<Partial<Record<LabParameterId, MarketScenarioParameter>>>;
  /** Influences that are cut, as `source>target`. */
  readonly linksOff: readonly string[];
  /** Equations in place of the model's, by variable. */
  readonly equations: Readonly<Record<string, string>>;
  readonly events: readonly PriceEventPlan[];
  /** Size of each cut of the what-if timeline. */
  readonly nextCut: number;
  /** Draws of the Monte-Carlo; 0: none. */
  readonly draws: number;
  readonly seed: number;
}

export const MAX_YEARS = 15;
export const MAX_DRAWS = 5000;

/** What a scenario holds where its file says nothing. */
export const DEFAULT_MARKET_SCENARIO: MarketScenario = {
  version: 1,
  kind: 'market',
  name: 'Market',
  capabilityClass: 'aa-30',
  start: null,
  years: 5,
  forecast: 'base',
  parameters: {},
  linksOff: [],
  equations: {},
  events: [],
  nextCut: 0.5,
  draws: 500,
  seed: 1,
};

export const CAPABILITY_CLASS_IDS = CAPABILITY_CLASSES.map(({ id }) => id) as [
  CapabilityClassId,
  ...CapabilityClassId[],
];
