import { describe, expect, test } from 'vitest';
import { INPUT_IDS, INPUT_INDEX } from '../../../../app/cost/decision/inputs.ts';
import type { UncertainInput } from '../../../../app/cost/uncertainty/law.ts';
import { targetOf, tornadoRows } from './sensitivity.ts';

const PRICE = INPUT_INDEX['own.gpuPriceUsd'];
const HOURS = INPUT_INDEX['own.adminHoursPerMonth'];

/** Owning costs a price and ten for each hour of care, an API always 150; the others cannot do the work. */
const compiled = {
  options: 4,
  measures: 0,
  evaluate(inputs: Float64Array, outputs: Float64Array) {
    outputs.set([(inputs[PRICE] ?? 0) + 10 * (inputs[HOURS] ?? 0), Infinity, 150, Infinity]);
  },
};
const fixed: UncertainInput = { law: 'fixed', low: 0, base: 0, high: 0 };
const inputs = INPUT_IDS.map((_, place): UncertainInput => {
  if (place === PRICE) return { law: 'triangular', low: 80, base: 100, high: 160 };
  return place === HOURS ? { law: 'triangular', low: 1, base: 2, high: 3 } : fixed;
});
const base = Float64Array.from(inputs, (input) => input.base);
const best = { option: 'own', runnerUp: 'api' } as const;
const words = { name: String, value: (_: unknown, value: number) => `${value}`, turns: 'turns' };

describe('what moves a decision', () => {
  test('is the cost of a way, or what the best saves over the next best', () => {
    const uncertain = { compiled, inputs };
    expect(targetOf('own', uncertain, best)(base)).toBe(120);
    expect(targetOf('saving', uncertain, best)(base)).toBe(30);
    expect(targetOf('saving', uncertain, null)(base)).toBeNaN();
  });

  test('comes with the widest swing first, and marks what turns the answer', () => {
    const target = targetOf('saving', { compiled, inputs }, best);
    expect(tornadoRows(target, inputs, 'saving', words)).toEqual([
      {
        id: 'own.gpuPriceUsd',
        label: 'own.gpuPriceUsd',
        atLow: 50,
        atHigh: -30,
        low: '80',
        high: '160',
        note: 'turns',
      },
      {
        id: 'own.adminHoursPerMonth',
        label: 'own.adminHoursPerMonth',
        atLow: 40,
        atHigh: 20,
        low: '1',
        high: '3',
        note: undefined,
      },
    ]);
  });
});
