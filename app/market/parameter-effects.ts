import { tornado } from '../cost/uncertainty/tornado.ts';
import type { CompiledModel } from './dynamics/compile-model.ts';
import { integrate } from './dynamics/integrate.ts';
import {
  type LabParameterId,
  MARKET_PARAMETERS,
  type ParameterValue,
} from './market-parameters.ts';
import type { MarketScenario } from './scenario.ts';
import { stockEvents } from './simulate-market.ts';

/** What one parameter does to the price at the end of the horizon, all others at their base. */
export interface ParameterEffect {
  readonly parameter: LabParameterId;
  /** USD/Mtok with the parameter at the low and the high end of its range; null where the model runs off. */
  readonly atLowUsdPerMtok: number | null;
  readonly atHighUsdPerMtok: number | null;
}

/** One parameter at a time, the widest swing of the price first. */
export function parameterEffects(
  compiled: CompiledModel,
  scenario: MarketScenario,
  values: readonly ParameterValue[],
  start: string,
): readonly ParameterEffect[] {
  const events = stockEvents(scenario, start);
  if (!events.ok) return [];
  const inputs = values.filter(({ id }) => MARKET_PARAMETERS.some((known) => known.id === id));
  const bars = tornado(
    (vector) => {
      const run = integrate(compiled, {
        parameters: new Map(inputs.map(({ id }, index) => [id, vector[index] ?? Number.NaN])),
        years: scenario.years,
        pointsPerYear: 12,
        stepsPerPoint: 2,
        events: events.value,
      });
      return run.ok ? (run.value.series.get('price')?.at(-1) ?? Number.NaN) : Number.NaN;
    },
    inputs.map(({ low, base, high }) => ({ law: 'triangular', low, base, high })),
  );
  return bars.flatMap(({ input, atLow, atHigh }) => {
    const value = inputs[input];
    return value === undefined
      ? []
      : [{ parameter: value.id, atLowUsdPerMtok: atLow, atHighUsdPerMtok: atHigh }];
  });
}
