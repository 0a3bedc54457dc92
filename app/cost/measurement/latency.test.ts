import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile, summaryOf } from './latency.ts';

test('a quantile lies between the two values next to position (n − 1)p', () => {
  // numpy.quantile([1, 2, 4, 8], [0, .5, .95, .99, 1]) = 1, 3, 7.4, 7.88, 8
  const values = [1, 2, 4, 8];
  expect([0, 0.5, 0.95, 0.99, 1].map((p) => quantile(values, p))).toEqual([
    1,
    3,
    expect.closeTo(7.4, 12),
    expect.closeTo(7.88, 12),
    8,
  ]);
  expect(quantile([5], 0.99)).toBe(5);
  expect(() => quantile([], 0.5)).toThrow();
});

test('a summary does not depend on the order of values and leaves them alone', () => {
  const values = [8, 1, 4, 2];
  expect(summaryOf(values)).toEqual({
    count: 4,
    mean: 3.75,
    p50: 3,
    p95: expect.closeTo(7.4, 12),
    p99: expect.closeTo(7.88, 12),
    max: 8,
  });
  expect(values).toEqual([8, 1, 4, 2]);
  expect(summaryOf([])).toBeNull();
});

test('quantiles ascend within the values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }),
      (values) => {
        const summary = summaryOf(values);
        if (summary === null) throw new Error('There are values');
        const { p50, p95, p99, max } = summary;
        expect(p50).toBeGreaterThanOrEqual(Math.min(...values));
        expect(p95).toBeGreaterThanOrEqual(p50);
        expect(p99).toBeGreaterThanOrEqual(p95);
        expect(max).toBe(Math.max(...values));
        expect(max).toBeGreaterThanOrEqual(p99);
      },
    ),
  );
});
