import { isWithin } from '../bounds.ts';
import { type Band, curveBands } from '../cost/uncertainty/bands.ts';
import { fail, ok, type Result } from '../errors.ts';
import { dateAfter, yearsBetween } from './calendar.ts';
import { type CompiledModel, compileModel } from './dynamics/compile-model.ts';
import { integrate, integrateChecked, type StockEvent } from './dynamics/integrate.ts';
import { linkId } from './dynamics/system-model.ts';
import { EQUATION_IDS, MARKET_MODEL, SHOWN_SERIES, type ShownSeries } from './market-model.ts';
import { MARKET_PARAMETERS, type ParameterValue } from './market-parameters.ts';
import type { MarketScenario } from './scenario.ts';

const POINTS_PER_YEAR = 12;
/** Steps between two points in the draws of the Monte-Carlo, whose spread dwarfs the integrator's error. */
const DRAW_STEPS = 2;

/** Levers whose part in the fall of the price is looked at, each by holding its parameters still. */
const LEVERS = {
  compute: { learning_rate: 0, hardware_progress: 0, algorithm_progress: 0 },
  market: { competition: 0, scarcity_gain: 0 },
  behaviour: { elasticity: 0, user_elasticity: 0, use_growth: 0 },
} as const;
export type Lever = keyof typeof LEVERS;
export const LEVER_IDS = Object.keys(LEVERS) as readonly Lever[];

export interface MarketSimulation {
  /** `YYYY-MM-DD` and years since the start of every point. */
  readonly dates: readonly string[];
  readonly years: readonly number[];
  readonly series: Readonly<Record<string, readonly number[]>>;
  /** Step halving: how far stocks may be off, relative to their largest size. */
  readonly relativeError: number;
  readonly stepsPerPoint: number;
  /** Price at the end over price at the start: with everything, and with each lever held still. */
  readonly priceRatio: number;
  readonly priceRatioWithout: Readonly<Record<Lever, number | null>>;
}

/** Compiles the scenario's model. Fails at the link or equation that will not do. */
export function compileScenario(scenario: MarketScenario): Result<CompiledModel> {
  for (const variable of Object.keys(scenario.equations)) {
    if (!EQUATION_IDS.includes(variable)) {
      const place = `equations.${variable}`;
      return invalid(place, variable, EQUATION_IDS.join(' | '));
    }
  }
  const compiled = compileModel(MARKET_MODEL, scenario);
  if (!compiled.ok) {
    const { variable, equation, at, problem, found, expected } = compiled.fault;
    return fail({
      code: 'market/equation-invalid',
      variable,
      equation,
      column: at + 1,
      problem,
      found,
      expected,
    });
  }
  const links = compiled.value.links.map(linkId);
  for (const [index, link] of scenario.linksOff.entries()) {
    if (!links.includes(link)) return invalid(`linksOff[${index}]`, link, links.join(' | '));
  }
  return ok(compiled.value);
}

/** Runs the scenario's market at its base values. */
export function simulateMarket(
  compiled: CompiledModel,
  scenario: MarketScenario,
  values: readonly ParameterValue[],
  start: string,
): Result<MarketSimulation> {
  const events = stockEvents(scenario, start);
  if (!events.ok) return events;
  const base = parameterMap(values);
  const plan = { years: scenario.years, pointsPerYear: POINTS_PER_YEAR, events: events.value };
  const run = integrateChecked(compiled, { ...plan, parameters: base });
  if (!run.ok) return fail({ code: 'market/not-finite', ...run.fault });
  const { years, series, relativeError, stepsPerPoint } = run.value;

  const ratio = (column: Float64Array | undefined) =>
    (column?.at(-1) ?? Number.NaN) / (column?.[0] ?? Number.NaN);
  const without = (lever: Lever): number | null => {
    const parameters = new Map([...base, ...Object.entries(LEVERS[lever])]);
    const held = integrate(compiled, { ...plan, stepsPerPoint, parameters });
    return held.ok ? ratio(held.value.series.get('price')) : null;
  };
  return ok({
    dates: years.map((year) => dateAfter(start, year)),
    years,
    series: Object.fromEntries([...series].map(([name, column]) => [name, [...column]])),
    relativeError,
    stepsPerPoint,
    priceRatio: ratio(series.get('price')),
    priceRatioWithout: {
      compute: without('compute'),
      market: without('market'),
      behaviour: without('behaviour'),
    },
  });
}

/** Where the shown series lie when every parameter is drawn from its range; the same seed, the same bands. */
export function marketBands(
  compiled: CompiledModel,
  scenario: MarketScenario,
  values: readonly ParameterValue[],
  start: string,
): Readonly<Record<ShownSeries, Band>> | null {
  const events = stockEvents(scenario, start);
  if (!events.ok || scenario.draws === 0) return null;
  const inputs = values.filter(({ id }) => MARKET_PARAMETERS.some((known) => known.id === id));
  const points = scenario.years * POINTS_PER_YEAR + 1;
  const parameters = new Map<string, number>();
  const bands = curveBands(
    {
      curves: SHOWN_SERIES.length,
      months: points,
      evaluate(drawn, outputs) {
        for (const [index, { id }] of inputs.entries()) parameters.set(id, drawn[index] ?? 0);
        const run = integrate(compiled, {
          parameters,
          years: scenario.years,
          pointsPerYear: POINTS_PER_YEAR,
          stepsPerPoint: DRAW_STEPS,
          events: events.value,
        });
        if (!run.ok) {
          outputs.fill(Number.POSITIVE_INFINITY);
          return;
        }
        for (const [curve, name] of SHOWN_SERIES.entries()) {
          outputs.set(run.value.series.get(name) ?? [], curve * points);
        }
      },
    },
    {
      inputs: inputs.map(({ low, base, high }) => ({ law: 'triangular', low, base, high })),
      correlation: null,
      seed: scenario.seed,
      draws: scenario.draws,
    },
  );
  return Object.fromEntries(SHOWN_SERIES.map((name, index) => [name, bands[index]])) as Record<
    ShownSeries,
    Band
  >;
}

function parameterMap(values: readonly ParameterValue[]): ReadonlyMap<string, number> {
  return new Map(values.map(({ id, base }) => [id, base]));
}

/** A cut takes its share of the price at once, but sells nothing under the floor that was above it. */
export function stockEvents(
  scenario: MarketScenario,
  start: string,
): Result<readonly StockEvent[]> {
  const end = dateAfter(start, scenario.years);
  const events: StockEvent[] = [];
  for (const [index, { date, cut }] of scenario.events.entries()) {
    if (date <= start || date > end) {
      return invalid(`events[${index}].date`, date, `date in (${start}, ${end}]`);
    }
    if (!isWithin(cut, CUT_BOUNDS)) {
      return invalid(`events[${index}].cut`, String(cut), 'number in [-9, 0.99]');
    }
    events.push({
      year: yearsBetween(start, date),
      stock: 'price',
      level: (read) => {
        const price = read('price');
        return Math.max(price * (1 - cut), Math.min(price, read('floor_price')));
      },
    });
  }
  return ok(events);
}

/** A rise to ten times the price, a cut of 99 %. */
export const CUT_BOUNDS = { minimum: -9, maximum: 0.99 };

function invalid(place: string, value: string, expected: string) {
  return fail({ code: 'market/scenario-invalid', place, value, expected });
}
