import type { ApiPriceHistoryRow, ApplicationRow, ParameterRow } from '../cost/fact-sheets.ts';
import type { Band } from '../cost/uncertainty/bands.ts';
import { fail, ok, type Result } from '../errors.ts';
import {
  type Application,
  applicationsOf,
  outputRatio,
  type Profitability,
  pays,
  profitability,
} from './applications.ts';
import { type Claim, claimsBesideData } from './claims.ts';
import { type ClassHistory, classHistories, type Histories, priceEvent } from './class-history.ts';
import type { CompiledModel } from './dynamics/compile-model.ts';
import { lowerEnvelope } from './envelope.ts';
import {
  FORECAST_SCENARIOS,
  type ForecastScenario,
  forecastPrice,
  scenarioSlope,
} from './forecast.ts';
import { guardRails } from './guard-rails.ts';
import type { ShownSeries } from './market-model.ts';
import type { ParameterValue } from './market-parameters.ts';
import { type ParameterEffect, parameterEffects } from './parameter-effects.ts';
import { parameterValues } from './parameter-values.ts';
import { CAPABILITY_CLASSES } from './price-history.ts';
import type { MarketScenario } from './scenario.ts';
import {
  compileScenario,
  type MarketSimulation,
  marketBands,
  simulateMarket,
} from './simulate-market.ts';
import { cutTimeline, type TimelineStep } from './timeline.ts';

/** The sheets that the market lab reads. */
export interface MarketFacts {
  readonly history: readonly ApiPriceHistoryRow[];
  readonly modelParameters: readonly ParameterRow[];
  readonly marketParameters: readonly ParameterRow[];
  readonly applications: readonly ApplicationRow[];
}

/** The fitted trend carried on in one way, a point a month. */
export interface Forecast {
  readonly scenario: ForecastScenario;
  /** ln p per year at the start. */
  readonly slopePerYear: number;
  readonly usdPerMtok: readonly number[];
}

/** An application at today's price of its class. */
export interface ApplicationNow extends Application {
  /** Null where the history has no price of its class. */
  readonly usdPerMtok: number | null;
  readonly priceAsOf: string | null;
  readonly profitability: Profitability | null;
  /** First day of the history on which it paid at its most likely value; null: not yet. */
  readonly unlockedOn: string | null;
}

/** What the market lab answers. Prices are blended: three parts input to one part output, USD/Mtok. */
export interface MarketLab {
  readonly name: string;
  readonly start: string;
  readonly capabilityClass: ClassHistory['id'];
  readonly currentUsdPerMtok: number;
  readonly currentAsOf: string;
  readonly classes: readonly ClassHistory[];
  /** Over all classes. */
  readonly backtest: Histories['backtest'];
  readonly parameters: readonly ParameterValue[];
  /** Price after over before of a rise: the middle one of the history's. */
  readonly riseFactor: number;
  readonly forecasts: readonly Forecast[];
  readonly simulation: MarketSimulation;
  /** P10, P50 and P90 of the shown series; null without draws. */
  readonly bands: Readonly<Record<ShownSeries, Band>> | null;
  /** What each parameter does to the price at the end, the strongest first; null without draws. */
  readonly effects: readonly ParameterEffect[] | null;
  readonly applications: readonly ApplicationNow[];
  readonly timeline: readonly TimelineStep[];
  readonly claims: readonly Claim[];
}

/** Everything that the bands need beside what the lab answers at once. */
export interface LabWork {
  readonly lab: MarketLab;
  readonly compiled: CompiledModel;
}

/**
 * Answers a scenario from the sheets. Without `withBands` all that takes many runs is left out, for
 * answers while a lever moves; `labDraws` adds it.
 * @param today `YYYY-MM-DD`
 */
export function marketLab(
  scenario: MarketScenario,
  facts: MarketFacts,
  today: string,
  withBands: boolean,
): Result<MarketLab> {
  const work = labWork(scenario, facts, today);
  if (!work.ok || !withBands) return work.ok ? ok(work.value.lab) : work;
  return ok({ ...work.value.lab, ...labDraws(work.value, scenario) });
}

/** What takes many runs of the model. */
export type LabDraws = Pick<MarketLab, 'bands' | 'effects'>;

export function labDraws({ lab, compiled }: LabWork, scenario: MarketScenario): LabDraws {
  if (scenario.draws === 0) return { bands: null, effects: null };
  const { parameters, start } = lab;
  return {
    bands: marketBands(compiled, scenario, parameters, start),
    effects: parameterEffects(compiled, scenario, parameters, start),
  };
}

export function labWork(
  scenario: MarketScenario,
  facts: MarketFacts,
  today: string,
): Result<LabWork> {
  const start = scenario.start ?? today;
  const events = facts.history.map(priceEvent);
  const compiled = compileScenario(scenario);
  if (!compiled.ok) return compiled;

  // The guard rails need parameters, and these today's price, which is the end of the envelope.
  const capability = CAPABILITY_CLASSES.find(({ id }) => id === scenario.capabilityClass);
  const last = capability && lowerEnvelope(events, capability, start).at(-1);
  if (last === undefined) {
    const { capabilityClass } = scenario;
    return fail({ code: 'market/no-price', capabilityClass, date: start });
  }
  const { usdPerMtok, date } = last;
  const source = `${last.provider} ${last.model}: ${last.source}`;
  const parameters = parameterValues(facts.marketParameters, scenario, {
    usdPerMtok,
    date,
    source,
  });
  if (!parameters.ok) return parameters;
  const baseOf = (id: ParameterValue['id']) =>
    parameters.value.find((value) => value.id === id)?.base ?? 0;
  const rails = guardRails(events, start, baseOf('marginal_cost'), baseOf('damping'));
  const histories = classHistories(events, start, rails);
  const chosen = histories.classes.find(({ id }) => id === scenario.capabilityClass);
  if (chosen === undefined) throw new Error('A class with a price has no history');

  const simulation = simulateMarket(compiled.value, scenario, parameters.value, start);
  if (!simulation.ok) return simulation;
  const startPrice = baseOf('start_price');
  const classPrices = new Map<string, number>(
    histories.classes.map(({ id, currentUsdPerMtok }) => [id, currentUsdPerMtok]),
  );
  const applications = applicationsOf(facts.applications, outputRatio(events));
  const { trend } = chosen;
  return ok({
    compiled: compiled.value,
    lab: {
      name: scenario.name,
      start,
      capabilityClass: chosen.id,
      currentUsdPerMtok: usdPerMtok,
      currentAsOf: date,
      classes: histories.classes,
      backtest: histories.backtest,
      parameters: parameters.value,
      riseFactor: rails.riseFactor,
      forecasts: FORECAST_SCENARIOS.map((name) => ({
        scenario: name,
        slopePerYear: scenarioSlope(name, trend),
        usdPerMtok: simulation.value.years.map((years) =>
          forecastPrice(startPrice, years, name, trend, rails),
        ),
      })),
      simulation: simulation.value,
      bands: null,
      effects: null,
      applications: applications.map((application) => atToday(application, histories.classes)),
      timeline: cutTimeline({
        cut: scenario.nextCut,
        usdPerMtok: startPrice,
        classPrices,
        applications,
        simulation: simulation.value,
        forecast: scenario.forecast,
        trend,
        rails,
      }),
      claims: claimsBesideData({
        events,
        until: start,
        chosen,
        histories,
        parameters: parameters.value,
        modelParameters: facts.modelParameters,
      }),
    },
  });
}

function atToday(application: Application, classes: readonly ClassHistory[]): ApplicationNow {
  const own = classes.find(({ id }) => id === application.capabilityClass);
  if (own === undefined) {
    return {
      ...application,
      usdPerMtok: null,
      priceAsOf: null,
      profitability: null,
      unlockedOn: null,
    };
  }
  return {
    ...application,
    usdPerMtok: own.currentUsdPerMtok,
    priceAsOf: own.envelope.at(-1)?.date ?? null,
    profitability: profitability(application, own.currentUsdPerMtok),
    unlockedOn: own.envelope.find((point) => pays(application, point.usdPerMtok))?.date ?? null,
  };
}
