import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from '../../../resources/facts/cost_model_vectors.json' with { type: 'json' };
import type { CompiledFunction, Target } from './compiled-function.ts';
import { elasticity } from './elasticity.ts';
import { flipsAround } from './flips.ts';
import { axisValues, twoWayGrid } from './grid.ts';
import type { UncertainInput } from './law.ts';
import { tornado } from './tornado.ts';

const E1 = vectors.E1.inputs;
const NAMES = Object.keys(E1);
const BASE = Float64Array.from(Object.values(E1));

/** Cost of a useful GPU-hour, COST_MODEL §1, straight from its formulas. */
const ownUsdPerGpuHour: Target = (x) => {
  const at = (name: keyof typeof E1) => x[NAMES.indexOf(name)] ?? 0;
  const [n, T, r, u] = [at('n'), at('T'), at('r'), at('u')];
  const capex = n * at('P_gpu') + at('P_host');
  const resale = at('rho') * n * at('P_gpu');
  const annuity = ((capex - resale * (1 + r) ** -T) * r) / (1 - (1 + r) ** -T);
  const watts =
    n * at('tdp') * (u * at('aL') + (1 - u) * at('aI')) + u * at('hL') + (1 - u) * at('hI');
  const energy = 8.76 * watts * at('pue') * at('price');
  const total = annuity + energy + 12 * at('adm_h') * at('wage') + at('maint') * capex;
  return total / (8760 * n * u);
};

/** Ranges of COST_MODEL example 1. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  u: [0.15, 0.7],
  adm_h: [1, 8],
  price: [0.08, 0.4],
  P_gpu: [1200, 2400],
  T: [3, 5],
  pue: [1.05, 1.6],
  r: [0.03, 0.15],
  rho: [0.1, 0.5],
};
const INPUTS = NAMES.map((name, place): UncertainInput => {
  const base = BASE[place] ?? 0;
  const [low, high] = RANGES[name] ?? [base, base];
  return { law: 'triangular', low, base, high };
});

describe('the tornado', () => {
  test('is that of example 1, to six digits and in order', () => {
    const bars = tornado(ownUsdPerGpuHour, INPUTS);
    const expected = Object.entries(vectors.E6.expected.tornado_low_high_swing).sort(
      ([, left], [, right]) => (right[2] ?? 0) - (left[2] ?? 0),
    );
    const six = (value: number | null) => Number(value?.toPrecision(6));
    expect(
      bars.map(({ input, atLow, atHigh, swing }) => [
        NAMES[input],
        six(atLow),
        six(atHigh),
        six(swing),
      ]),
    ).toEqual(expected.map(([name, values]) => [name, ...values]));
  });

  test('puts a bar that breaks off first and leaves out what does nothing', () => {
    const vary: UncertainInput = { law: 'triangular', low: 1, base: 2, high: 3 };
    const bars = tornado(([x = 0, y = 0]) => (y > 2.5 ? Infinity : 10 * x), [vary, vary, vary]);
    expect(bars).toEqual([
      { input: 1, atLow: 20, atHigh: null, swing: null },
      { input: 0, atLow: 10, atHigh: 30, swing: 20 },
    ]);
  });
});

describe('elasticity', () => {
  test('of a product of powers is the powers', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (x, y, power) => {
          const target: Target = ([first = 0, second = 0]) => first ** power * second;
          expect(elasticity(target, Float64Array.of(x, y), 0)).toBeCloseTo(power, 6);
          expect(elasticity(target, Float64Array.of(x, y), 1)).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test('does not exist at zero, nor where the figure does not', () => {
    expect(elasticity(([x = 0]) => x, Float64Array.of(0), 0)).toBeNull();
    expect(elasticity(([x = 0]) => -x, Float64Array.of(1), 0)).toBeNull();
    expect(elasticity(([x = 0]) => (x > 1 ? Infinity : 1), Float64Array.of(1), 0)).toBeNull();
  });
});

/** Buying costs 6; renting costs hours × price and is not offered above a price of 4. */
const BUY_OR_RENT: CompiledFunction = {
  options: 2,
  measures: 0,
  evaluate([hours = 0, price = 0], outputs) {
    outputs[0] = 6;
    outputs[1] = price > 4 ? Infinity : hours * price;
  },
};

describe('the two-way grid', () => {
  test('has costs and winner of every cell, in rows', () => {
    const across = { input: 0, values: [1, 2, 4] };
    const up = { input: 1, values: [2, 5] };
    expect(twoWayGrid(BUY_OR_RENT, Float64Array.of(9, 9), across, up)).toEqual({
      across,
      up,
      cheapest: [1, 1, 0, 0, 0, 0],
      costs: [
        [6, 6, 6, 6, 6, 6],
        [2, 4, 8, null, null, null],
      ],
    });
  });

  test('goes by steps over a short range and by factors over a long one', () => {
    expect(axisValues(0, 1, 5)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(axisValues(1, 100, 3)).toEqual([1, 10, 100]);
    expect(axisValues(3, 3, 2)).toEqual([3, 3]);
  });
});

describe('a flip', () => {
  test('is the change nearest to the base, on either side', () => {
    const within = (x: number) => x > 2.25 && x < 7.5;
    const { below, above } = flipsAround(within, 5, 0, 10);
    expect(below).toBeCloseTo(2.25, 12);
    expect(above).toBeCloseTo(7.5, 12);
    expect(flipsAround(within, 5, 3, 7)).toEqual({ below: null, above: null });
    expect(flipsAround(within, 5, 5, 5)).toEqual({ below: null, above: null });
  });

  test('lies where the answer still holds, with the other answer next to it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 0.98, noNaN: true }), (edge) => {
        const holds = (x: number) => x < edge;
        const { above } = flipsAround(holds, 0.01, 0, 1);
        expect(above).not.toBeNull();
        expect(holds(above ?? 1)).toBe(true);
        expect(holds((above ?? 0) * (1 + 1e-12))).toBe(false);
      }),
    );
  });
});
