import { describe, expect, test } from 'vitest';
import { randomStream } from '../random.ts';
import { bootstrapIntervals, meanWithInterval, tQuantile, wilsonInterval } from './intervals.ts';
import { type Measure, weightedMean } from './measure.ts';

describe('Wilson', () => {
  // Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  test('all right stays within 1', () => {
    const [low, high] = wilsonInterval(23, 23);
    expect(high).toBe(1);
    expect(low).toBeGreaterThan(0.8);
  });
});

describe('Student’s t', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2, column 0.975.
  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
    [100, 1.984],
  ])('%i degrees of freedom', (degrees, quantile) => {
    expect(tQuantile(degrees)).toBeCloseTo(quantile, 3);
  });

  test('five repeats, worked by hand', () => {
    // mean 3, standard deviation √2.5, half-width 2.776 · √(2.5 / 5)
    const { mean, halfWidth } = meanWithInterval([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(halfWidth).toBeCloseTo(2.77645 * Math.sqrt(0.5), 4);
  });

  test('one repeat has no interval', () => {
    expect(meanWithInterval([0.9])).toEqual({ mean: 0.9, deviation: null, halfWidth: null });
  });
});

describe('bootstrap', () => {
  const values = Float64Array.from({ length: 200 }, (_, row) => row % 10);
  const mean: Measure = (weights) => ({ mean: weightedMean(values, weights) });
  const intervalOf = (seed: number) =>
    finish(bootstrapIntervals(mean, 200, 1000, randomStream(seed, 'test').nextBelow)).mean ?? [
      0, 0,
    ];

  test('the interval of a mean is about two standard errors to each side', () => {
    // Standard deviation of 0 … 9 is √8.25, so the standard error of 200 values is 0.203.
    const [low, high] = intervalOf(1);
    expect(low).toBeCloseTo(4.5 - 1.96 * 0.2031, 1);
    expect(high).toBeCloseTo(4.5 + 1.96 * 0.2031, 1);
  });

  test('one seed, one interval', () => {
    expect(intervalOf(7)).toEqual(intervalOf(7));
    expect(intervalOf(7)).not.toEqual(intervalOf(8));
  });

  test('every resample draws as many rows as there are', () => {
    const totals = new Set<number>();
    const steps = bootstrapIntervals(
      (weights) => {
        totals.add(Array.from(weights).reduce((sum, weight) => sum + weight, 0));
        return {};
      },
      50,
      20,
      randomStream(1, 'test').nextBelow,
    );
    finish(steps);
    expect([...totals]).toEqual([50]);
  });
});

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
