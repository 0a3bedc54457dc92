import { describe, expect, test } from 'vitest';
import { costOfRun } from '../../../../app/cost/estimate-run.ts';
import type { RunCost } from '../../../../app/cost/run-cost.ts';
import { runCostInputs } from '../../../../app/testing/cost-inputs.ts';
import { compareCost } from './compare-cost.ts';
import { logScale } from './log-scale.ts';

function aCost(ownUsd: number, rentedUsd: readonly [number, number] | null): RunCost {
  const cost = costOfRun(runCostInputs());
  if (!cost.ok) throw new Error(cost.error.code);
  const { own, rented } = cost.value;
  const [lowUsd = 0, highUsd = 0] = rentedUsd ?? [];
  return {
    ...cost.value,
    own: { ...own, lowUsd: ownUsd, highUsd: ownUsd },
    rented:
      rentedUsd === null ? [] : rented.slice(0, 1).map((one) => ({ ...one, lowUsd, highUsd })),
  };
}

describe('compareCost', () => {
  test('says how many times as much renting costs at the least', () => {
    expect(compareCost(aCost(2, [6, 10]))).toMatchObject({ kind: 'own-cheaper', factor: 3 });
  });

  test('of several machines, the one whose range begins lowest decides that owning is cheaper', () => {
    const cost = aCost(2, [6, 10]);
    const wide = cost.rented.map((one) => ({ ...one, id: 'wide', lowUsd: 4, highUsd: 90 }));
    expect(compareCost({ ...cost, rented: [...cost.rented, ...wide] })).toMatchObject({
      kind: 'own-cheaper',
      factor: 2,
      rented: { id: 'wide' },
    });
  });

  test('says when renting is cheaper', () => {
    expect(compareCost(aCost(30, [6, 10]))).toMatchObject({ kind: 'rent-cheaper', factor: 3 });
  });

  test('ranges that overlap decide nothing', () => {
    expect(compareCost(aCost(8, [6, 10]))).toMatchObject({ kind: 'undecided' });
  });

  test('without a rented machine there is nothing to compare', () => {
    expect(compareCost(aCost(8, null))).toBeNull();
  });
});

describe('logScale', () => {
  test('equal factors are equally far apart', () => {
    const place = logScale([0.001, 10])?.place ?? (() => Number.NaN);
    expect(place(0.1) - place(0.01)).toBeCloseTo(place(10) - place(1), 10);
    expect(place(0.001)).toBeGreaterThan(0);
    expect(place(10)).toBeLessThan(1);
  });

  test('shows the powers of ten in between', () => {
    expect(logScale([0.05, 20])?.decades).toEqual([0.1, 1, 10]);
  });

  test('what costs nothing stands at the start; nothing at all has no scale', () => {
    expect(logScale([0, 1])?.place(0)).toBe(0);
    expect(logScale([0])).toBeNull();
  });
});
