import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareContext, certainInputs, workedScenario } from '../../testing/decision-context.ts';
import { numbersIn } from '../../testing/numbers-in.ts';
import { compileDecision, emptyEvaluation, evaluateInputs } from './compile.ts';
import { decide } from './decide.ts';
import { OPTION_KINDS } from './decision.ts';
import { INPUT_INDEX, INPUTS, type InputId, isMoney } from './inputs.ts';
import { prepareDecision } from './model.ts';
import { apiCash, discounted, hybridCash, monthsOf, ownCash, rentedCash } from './months.ts';
import { resolveInputs } from './resolve-inputs.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import { NO_CHOICES, NO_WEIGHTS, type Scenario } from './scenario.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const profile = fc.option(
  fc
    .array(fc.integer({ min: 0, max: 20 }), { minLength: 24, maxLength: 24 })
    .filter((values) => values.some((value) => value > 0)),
);

/** Anything a serving scenario may hold, all four options in play. */
const serving = fc
  .record({
    hourlyProfile: profile,
    privacy: fc.constantFrom(0, 0, 0.5),
    // Prompts have some 1,750 tokens.
    long: fc.option(
      fc.record({
        'api.longPromptTokens': fc.constantFrom(1000, 10_000),
        'api.longInputUsdPerMtok': between(0, 10),
        'api.longOutputUsdPerMtok': between(0, 40),
        'api.longWholeShare': between(0, 1),
      }),
    ),
    values: fc.record({
      'work.requestsPerDay': between(0, 200_000),
      'work.growthPerYear': fc.oneof(fc.constant(0), between(-0.5, 2)),
      'work.peakFactor': between(1, 3),
      'work.horizonMonths': fc.integer({ min: 1, max: 100 }),
      'own.yearsKept': between(0.5, 8),
      'own.gpuPriceUsd': between(0, 20_000),
      'own.maxUtilisation': between(0.1, 1),
      'own.adminHoursPerMonth': between(0, 20),
      'own.resaleShare': between(0, 0.9),
      'energy.usdPerKwh': between(0, 1),
      'finance.discountRate': fc.oneof(fc.constant(0), between(0, 0.3)),
      'market.apiDeclinePerYear': between(-1, 3),
      'market.rentalDeclinePerYear': between(-0.5, 1),
      'market.hardwareDeclinePerYear': between(-0.2, 0.5),
      'api.inputUsdPerMtok': between(0, 5),
      'api.outputUsdPerMtok': between(0, 20),
      'api.adminHoursPerMonth': between(0, 3),
      'rent.onDemandUsdPerHour': between(0, 5),
      'rent.gpus': fc.constantFrom(1, 2),
      'rent.gpusPerCopy': fc.constant(1),
      'rent.gpuMemoryGb': fc.constant(24),
      'rent.gpuGigabytesPerSecond': between(300, 3000),
      'rent.gpuTflops': between(50, 1000),
      'rent.gpuWatts': fc.constant(300),
      'rent.minimumInstances': fc.constantFrom(0, 1, 2),
    }),
  })
  .map(({ hourlyProfile, privacy, long, values }): Scenario => {
    const worked = workedScenario({ ...values, ...long });
    return {
      ...worked,
      choices: { ...NO_CHOICES, hourlyProfile },
      weights: { privacy, control: 0 },
    };
  });

/** A training scenario, own, rented and by API. */
const training = fc
  .record({
    'work.runsPerMonth': between(0, 2000),
    'work.tokensPerRun': between(1e6, 1e11),
    'work.growthPerYear': between(-0.5, 1),
    'work.horizonMonths': fc.integer({ min: 1, max: 100 }),
    'model.denseParameters': between(1e6, 1e10),
    'reach.training': between(0.05, 0.6),
    'own.gpuPriceUsd': between(0, 20_000),
    'own.gpuWatts': between(50, 700),
    'own.gpuTflops': between(10, 500),
    'own.maxUtilisation': between(0.1, 1),
    'energy.usdPerKwh': between(0, 1),
    'api.trainingUsdPerMtok': between(0, 30),
    'rent.onDemandUsdPerHour': between(0, 5),
    'rent.spotUsdPerHour': between(0, 3),
    'rent.spotShare': between(0, 1),
    'rent.startupMinutes': between(0, 10),
    'rent.gpus': fc.constantFrom(1, 8),
    'rent.gpuTflops': between(10, 1000),
    'rent.gpuWatts': fc.constant(300),
    'own.resaleShare': between(0, 0.9),
  })
  .map(
    (values): Scenario => ({
      version: 1,
      name: 'training',
      work: 'training',
      region: null,
      currency: 'USD',
      start: null,
      choices: NO_CHOICES,
      weights: NO_WEIGHTS,
      inputs: certainInputs(values),
    }),
  );
const scenarios = fc.oneof(serving, training);

function resolvedOf(scenario: Scenario): ResolvedInputs {
  const resolved = resolveInputs(scenario, bareContext());
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}

function expectNear(actual: number, expected: number, tolerance = 1e-9, scale = 1): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    // Where all amounts are denormal, the last bit is all there is.
    tolerance * Math.max(scale, Math.abs(expected)) + 1e-300,
  );
}

/** A change of one input that can only make a kind of option dearer. */
const DEARER: readonly (readonly [InputId, (typeof OPTION_KINDS)[number]])[] = [
  ['energy.usdPerKwh', 'own'],
  ['own.gpuPriceUsd', 'own'],
  ['own.adminHoursPerMonth', 'own'],
  ['rent.onDemandUsdPerHour', 'rent'],
  ['api.inputUsdPerMtok', 'api'],
  ['api.outputUsdPerMtok', 'api'],
  ['api.outputUsdPerMtok', 'hybrid'],
  ['api.longInputUsdPerMtok', 'api'],
  ['energy.usdPerKwh', 'hybrid'],
  ['work.requestsPerDay', 'own'],
  ['work.requestsPerDay', 'rent'],
  ['work.requestsPerDay', 'api'],
  ['work.requestsPerDay', 'hybrid'],
];

describe('any decision', () => {
  it('holds no number that is not one, and lines that add up', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const decision = decide(resolvedOf(scenario));
        expect(numbersIn(decision).every(Number.isFinite)).toBe(true);
        for (const { usdPerMonth, lines } of decision.options) {
          const sum = lines.reduce((total, { amountUsd }) => total + amountUsd, 0);
          if (usdPerMonth !== null) expectNear(sum, usdPerMonth);
          for (const { quantity, unitPriceUsd, amountUsd } of lines) {
            expectNear(quantity * unitPriceUsd, amountUsd);
            expect(quantity).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is worked out by the compiled function, to the last digit', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const resolved = resolvedOf(scenario);
        const decision = decide(resolved);
        const { model } = prepareDecision(resolved);
        const compiled = compileDecision(model);
        const outputs = new Float64Array(compiled.options + compiled.measures);
        compiled.evaluate(model.base, outputs);
        decision.options.forEach(({ feasible, presentValueUsd }, index) => {
          if (feasible) expect(outputs[index]).toBe(presentValueUsd);
          else expect(outputs[index]).toBe(Number.POSITIVE_INFINITY);
        });
        if (model.allowed.own && model.rival !== null) {
          expect(outputs[compiled.options]).toBe(decision.breakEven.netPresentValueUsd);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('pays, discounted, what its present values say', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const resolved = resolvedOf(scenario);
        const { model } = prepareDecision(resolved);
        const evaluation = emptyEvaluation();
        evaluateInputs(model.basis, model.load, model.base, model.hybridMachines, evaluation);
        const { terms, presentValues } = evaluation;
        const months = monthsOf(scenario.work, model.load, evaluation);
        const flows = [
          ownCash(terms, months),
          rentedCash(months),
          apiCash(months),
          hybridCash(scenario.work, terms, months, model.hybridMachines),
        ];
        flows.forEach(({ paid, residualUsd }, index) => {
          const whole = paid.map((usd, month) =>
            month === paid.length - 1 ? usd - residualUsd : usd,
          );
          const value = discounted(whole, terms.discount).reduce((sum, usd) => sum + usd, 0);
          const scale = paid.reduce((sum, usd) => sum + Math.abs(usd), 0);
          expectNear(value, presentValues[index] ?? Number.NaN, 1e-9, scale);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('costs the same in any currency', () => {
    fc.assert(
      fc.property(scenarios, between(0.1, 200), (scenario, rate) => {
        const { model } = prepareDecision(resolvedOf(scenario));
        const compiled = compileDecision(model, { split: 'kept', isWeighted: true });
        const dearer = model.base.map((value, index) =>
          isMoney(Object.keys(INPUTS)[index] as InputId) ? value * rate : value,
        );
        const [before, after] = [new Float64Array(5), new Float64Array(5)];
        compiled.evaluate(model.base, before);
        compiled.evaluate(dearer, after);
        for (const [index, value] of before.entries()) {
          // Where home and elsewhere cost the same to the last bit, rounding says whether there is a hybrid.
          const isTie = OPTION_KINDS[index] === 'hybrid' && after[index] === Infinity;
          if (Number.isFinite(value) && !isTie)
            expectNear(after[index] ?? Number.NaN, value * rate);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('never gets cheaper when what it pays for gets dearer', () => {
    fc.assert(
      fc.property(
        serving,
        fc.constantFrom(...DEARER),
        between(1, 5),
        (scenario, [id, option], by) => {
          const { model } = prepareDecision(resolvedOf(scenario));
          const compiled = compileDecision(model, { split: 'optimised', isWeighted: false });
          const [before, after] = [new Float64Array(5), new Float64Array(5)];
          compiled.evaluate(model.base, before);
          const changed = model.base.slice();
          changed[INPUT_INDEX[id]] = (changed[INPUT_INDEX[id]] ?? 0) * by;
          compiled.evaluate(changed, after);
          const index = OPTION_KINDS.indexOf(option);
          // A hybrid that had nothing to buy elsewhere was no option; with more work it may be one.
          const least = before[index] === Infinity ? 0 : (before[index] ?? 0) * (1 - 1e-9);
          expect(after[index]).toBeGreaterThanOrEqual(least);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('says exactly where it would turn: there both cost the same, or a machine more is needed', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const resolved = resolvedOf(scenario);
        const { recommendation } = decide(resolved);
        const { model } = prepareDecision(resolved);
        const compiled = compileDecision(model, { split: 'optimised', isWeighted: true });
        const outputs = new Float64Array(5);
        const costs = (id: InputId, value: number): readonly number[] => {
          const vector = model.base.slice();
          vector[INPUT_INDEX[id]] = value;
          compiled.evaluate(vector, outputs);
          return [...outputs.subarray(0, 4)];
        };
        const winner = OPTION_KINDS.indexOf(recommendation.option ?? 'own');
        for (const { input, value, side, kind, winner: other } of recommendation.flips) {
          const at = costs(input, value);
          expect(at[winner]).toBe(Math.min(...at));
          if (kind === 'equal') {
            expectNear(at[OPTION_KINDS.indexOf(other)] ?? 0, at[winner] ?? 0, 1e-9);
          }
          const step = Math.max(Math.abs(value), 1e-3) * 1e-9 * (side === 'below' ? -1 : 1);
          const past = costs(input, value + step);
          expect(past[winner]).toBeGreaterThan(Math.min(...past) * (1 - 1e-12));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('breaks even where owning and its rival cost the same', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const resolved = resolvedOf(scenario);
        const { decline } = decide(resolved);
        if (decline.exponent === null) return;
        const { model } = prepareDecision(resolved);
        const compiled = compileDecision(model);
        const outputs = new Float64Array(5);
        const vector = model.base.slice();
        vector[INPUT_INDEX[decline.input]] = decline.exponent;
        compiled.evaluate(vector, outputs);
        expectNear(outputs[4] ?? Number.NaN, 0, 1e-9, outputs[0] ?? 1);
      }),
      { numRuns: 40 },
    );
  });
});
