import type { AppError } from '../../errors.ts';
import { preemptionWaste } from '../formulas/renting.ts';
import type { Figures } from './figure.ts';
import type { Work } from './input-rule.ts';
import type { InputId } from './inputs.ts';
import { invalid } from './own-figures.ts';
import type { Scenario } from './scenario.ts';

/** What is wrong with a scenario before any input is looked at; null: nothing. */
export function faultOfScenario({ weights, choices }: Scenario): AppError | null {
  for (const [name, weight] of Object.entries(weights)) {
    if (!(weight >= 0 && weight <= 10))
      return wrong(`weights.${name}`, weight, 'number in [0, 10]');
  }
  for (const name of ['hourlyProfile', 'weeklyProfile'] as const) {
    const profile = choices[name];
    if (profile === null) continue;
    const negative = profile.find((share) => !(share >= 0 && share < Number.POSITIVE_INFINITY));
    if (negative !== undefined) return wrong(`choices.${name}`, negative, 'number ≥ 0');
    const sum = profile.reduce((total, share) => total + share, 0);
    if (!(sum > 0)) return wrong(`choices.${name}`, sum, 'number > 0');
  }
  const floor = choices.qualityFloor;
  if (floor !== null && !(floor >= 0 && Number.isFinite(floor))) {
    return wrong('choices.qualityFloor', floor, 'number ≥ 0');
  }
  return null;
}

function wrong(input: string, value: number, expected: string): AppError {
  return { code: 'cost/input-invalid', input, value: `${value}`, expected };
}

const ALWAYS: readonly InputId[] = ['own.gpuPriceUsd', 'own.gpuWatts'];
const SERVED: readonly InputId[] = ['work.requestsPerDay', 'work.inputTokens', 'work.outputTokens'];
const SERVED_BY_ROOFLINE: readonly InputId[] = [
  'model.denseParameters',
  'model.layers',
  'model.kvHeads',
  'model.headSize',
  'own.gpuMemoryGb',
  'own.gpuGigabytesPerSecond',
  'own.gpuTflops',
  'reach.memory',
];
const TRAINED: readonly InputId[] = ['work.runsPerMonth'];
const TRAINED_BY_ROOFLINE: readonly InputId[] = [
  'model.denseParameters',
  'work.tokensPerRun',
  'own.gpuTflops',
  'reach.training',
];
/** Of what is measured, all or nothing. */
const MEASURED: Readonly<Record<Work, readonly InputId[]>> = {
  serving: ['measured.inputTokensPerSecond', 'measured.outputTokensPerSecond'],
  training: ['measured.hoursPerRun', 'measured.kwhPerRun'],
};

/** What the arithmetic cannot do without, by the kind of work and by whether it was measured. */
export function missingInput(figures: Figures, work: Work): AppError | null {
  const isMeasured = MEASURED[work].some((id) => figures[id] !== undefined);
  const byRoofline = work === 'serving' ? SERVED_BY_ROOFLINE : TRAINED_BY_ROOFLINE;
  const needed = [
    ...(work === 'serving' ? SERVED : TRAINED),
    ...ALWAYS,
    ...(isMeasured ? MEASURED[work] : byRoofline),
  ];
  const missing = needed.find((id) => figures[id] === undefined);
  return missing === undefined ? null : { code: 'cost/input-missing', input: missing };
}

/** Rules that hold between inputs. */
export function faultOfInputs(figures: Figures): AppError | null {
  const base = (id: InputId): number => figures[id]?.base ?? 0;
  const [spot, reserved] = [base('rent.spotShare'), base('rent.reservedShare')];
  if (spot + reserved > 1) {
    const expected = `number in [0, ${Number((1 - spot).toPrecision(6))}]`;
    return {
      code: 'cost/input-invalid',
      input: 'rent.reservedShare',
      value: `${reserved}`,
      expected,
    };
  }
  if (spot > 0 && figures['rent.spotUsdPerHour'] === undefined) {
    return { code: 'cost/input-missing', input: 'rent.spotUsdPerHour' };
  }
  if (reserved > 0 && figures['rent.reservedUsdPerHour'] === undefined) {
    return { code: 'cost/input-missing', input: 'rent.reservedUsdPerHour' };
  }
  const waste = preemptionWaste({
    preemptionsPerHour: base('rent.preemptionsPerHour'),
    checkpointIntervalHours: base('rent.checkpointIntervalHours'),
    restartHours: base('rent.restartHours'),
  });
  if (spot > 0 && waste >= 1)
    return invalid('rent.preemptionsPerHour', base('rent.preemptionsPerHour'));
  if (base('model.expertsPerToken') > base('model.experts')) {
    const expected = `integer in [0, ${base('model.experts')}]`;
    const value = `${base('model.expertsPerToken')}`;
    return { code: 'cost/input-invalid', input: 'model.expertsPerToken', value, expected };
  }
  return null;
}
