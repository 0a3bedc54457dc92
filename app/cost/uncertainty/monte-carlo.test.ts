import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from '../../../resources/facts/cost_model_vectors.json' with { type: 'json' };
import type { CompiledFunction } from './compiled-function.ts';
import { choleskyOf } from './copula.ts';
import type { UncertainInput } from './law.ts';
import { type MonteCarloPlan, monteCarlo } from './monte-carlo.ts';
import { normalProbability, normalQuantile } from './normal.ts';
import type { UniformSource } from './uniform-source.ts';

/** Two options whose costs are their inputs, and what the first saves. */
const TWO_PRICES: CompiledFunction = {
  options: 2,
  measures: 1,
  evaluate(inputs, outputs) {
    outputs[0] = inputs[0] ?? Infinity;
    outputs[1] = inputs[1] ?? Infinity;
    outputs[2] = (inputs[1] ?? 0) - (inputs[0] ?? 0);
  },
};

function lognormal(median: number, spread: number): UncertainInput {
  const z = normalQuantile(0.95);
  return {
    law: 'lognormal',
    low: median * Math.exp(-z * spread),
    base: median,
    high: median * Math.exp(z * spread),
  };
}

function plan(changes: Partial<MonteCarloPlan>): MonteCarloPlan {
  return { inputs: [], correlation: null, seed: 1, draws: 4096, standardError: null, ...changes };
}

/** The generator of COST_MODEL example 6: a linear congruence and one Box–Muller pair per draw. */
function congruentialPairs(seed: number): UniformSource {
  let state = seed;
  const next = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return {
    dimensions: 2,
    fill(columns, count) {
      for (let draw = 0; draw < count; draw += 1) {
        const radius = Math.sqrt(-2 * Math.log(next()));
        const angle = 2 * Math.PI * next();
        columns[draw] = normalProbability(radius * Math.cos(angle));
        columns[count + draw] = normalProbability(radius * Math.sin(angle));
      }
    },
  };
}

describe('example 6 of the cost model', () => {
  const { mc } = vectors.E6.inputs;
  const { expected } = vectors.E6;
  const inputs = [lognormal(mc.own_median, mc.own_sigma), lognormal(mc.api_median, mc.api_sigma)];

  test('is met to six digits with its own generator', () => {
    const result = monteCarlo(
      TWO_PRICES,
      plan({ inputs, draws: mc.n, sourceOf: () => congruentialPairs(mc.seed) }),
    );
    const saving = result.differences[0]?.distribution;
    const six = (value: number | undefined) => Number(value?.toPrecision(6));
    expect(result.draws).toBe(mc.n);
    expect(six(result.options[0]?.cheapestShare)).toBe(expected.mc_p_own_cheaper);
    expect(six(saving?.mean)).toBe(expected.mc_mean_saving);
    expect(six(saving?.p5)).toBe(expected.mc_q05);
    expect(six(saving?.p50)).toBe(expected.mc_q50);
    expect(six(saving?.p95)).toBe(expected.mc_q95);
  });

  test('has its closed form from quasi-random draws', () => {
    const result = monteCarlo(TWO_PRICES, plan({ inputs, draws: 2 ** 17 }));
    const closedForm = normalProbability(
      Math.log(mc.api_median / mc.own_median) / Math.hypot(mc.own_sigma, mc.api_sigma),
    );
    expect(closedForm).toBeCloseTo(expected.analytic_p_own_cheaper, 6);
    expect(result.options[0]?.cheapestShare).toBeCloseTo(closedForm, 3);
    expect(result.measures[0]?.reachedShare).toBe(result.options[0]?.cheapestShare);
    expect(result.differences[0]?.distribution?.mean).toBeCloseTo(expected.analytic_mean_saving, 4);
  });
});

test('two lognormals have their closed form, correlated or not', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.double({ min: 0.1, max: 0.8, noNaN: true }),
      fc.double({ min: 0.1, max: 0.8, noNaN: true }),
      fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      fc.nat(1000),
      (ratio, first, second, correlation, seed) => {
        const triangle = choleskyOf([
          [1, correlation],
          [correlation, 1],
        ]);
        if (!triangle.ok) throw new Error('These correlations are possible');
        const inputs = [lognormal(1, first), lognormal(ratio, second)];
        const shareOf = (together: MonteCarloPlan['correlation']) =>
          monteCarlo(TWO_PRICES, plan({ inputs, seed, draws: 2 ** 13, correlation: together }))
            .options[0]?.cheapestShare;
        const closedForm = (rho: number) =>
          normalProbability(
            Math.log(ratio) / Math.sqrt(first ** 2 + second ** 2 - 2 * rho * first * second),
          );
        expect(Math.abs((shareOf(null) ?? 0) - closedForm(0))).toBeLessThan(0.005);
        expect(
          Math.abs(
            (shareOf({ inputs: [0, 1], triangle: triangle.value }) ?? 0) - closedForm(correlation),
          ),
        ).toBeLessThan(0.005);
      },
    ),
    { numRuns: 40 },
  );
});

describe('draws', () => {
  const inputs = [lognormal(1, 0.3), lognormal(1, 0.3)];

  test('are the same for a seed and others for another', () => {
    const first = monteCarlo(TWO_PRICES, plan({ inputs, seed: 1 }));
    expect(monteCarlo(TWO_PRICES, plan({ inputs, seed: 1 }))).toEqual(first);
    expect(monteCarlo(TWO_PRICES, plan({ inputs, seed: 2 })).options).not.toEqual(first.options);
  });

  test('end at the first look at which every share is known well enough', () => {
    const even = monteCarlo(TWO_PRICES, plan({ inputs, draws: 100_000, standardError: 0.005 }));
    // √(0.25 / n) < 0.005 needs n > 10,000.
    expect([even.draws, even.ended]).toEqual([16_384, 'standard-error']);
    const clear = monteCarlo(
      TWO_PRICES,
      plan({
        inputs: [lognormal(1, 0.3), lognormal(9, 0.3)],
        draws: 100_000,
        standardError: 0.005,
      }),
    );
    expect([clear.draws, clear.ended]).toEqual([4096, 'standard-error']);
    const short = monteCarlo(TWO_PRICES, plan({ inputs, draws: 5000, standardError: 0.001 }));
    expect([short.draws, short.ended]).toEqual([5000, 'draws']);
  });

  test('that allow no option leave their shares below one and their costs out', () => {
    const capped: CompiledFunction = {
      options: 2,
      measures: 0,
      evaluate([x = 0], outputs) {
        outputs[0] = x < 0.25 ? 1 : Infinity;
        outputs[1] = Infinity;
      },
    };
    const result = monteCarlo(
      capped,
      plan({ inputs: [{ law: 'triangular', low: 0, base: 0.5, high: 1 }] }),
    );
    // F(¼) = ¼² / ½
    expect(result.options[0]?.cheapestShare).toBeCloseTo(0.125, 3);
    expect(result.options[0]?.possibleShare).toBe(result.options[0]?.cheapestShare);
    expect(result.options[0]?.cost).toMatchObject({ mean: 1, p5: 1, p95: 1, standardError: 0 });
    expect(result.options[1]).toMatchObject({ cheapestShare: 0, possibleShare: 0, cost: null });
    expect(result.differences).toEqual([{ option: 0, other: 1, distribution: null }]);
  });

  test('of inputs that do not vary are the base', () => {
    const fixed = [1, 2].map(
      (base): UncertainInput => ({ law: 'fixed', low: base, base, high: base }),
    );
    const result = monteCarlo(TWO_PRICES, plan({ inputs: fixed, standardError: 0.005 }));
    expect(result.options[0]).toMatchObject({ cheapestShare: 1, cheapestStandardError: 0 });
    expect(result.differences[0]?.distribution).toMatchObject({ mean: 1, p5: 1, p95: 1 });
  });
});
