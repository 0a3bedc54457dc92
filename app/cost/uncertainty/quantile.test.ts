import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distributionOf } from './distribution.ts';
import { takeQuantiles } from './quantile.ts';

test('quantiles are those of the sorted values', () => {
  const levels = [0, 0.05, 0.1, 0.5, 0.9, 0.95, 1];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true })), {
        minLength: 1,
        maxLength: 300,
      }),
      (values) => {
        const sorted = Float64Array.from(values).sort();
        const expected = levels.map((level) => sorted[Math.floor(level * (values.length - 1))]);
        expect(takeQuantiles(Float64Array.from(values), levels).map((value) => value + 0)).toEqual(
          expected.map((value) => (value ?? 0) + 0),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('sorted, reversed and equal values are no trouble', () => {
  const count = 50_001;
  const rising = Float64Array.from({ length: count }, (_, at) => at);
  expect(takeQuantiles(rising.slice(), [0.05, 0.5, 0.95])).toEqual([2500, 25_000, 47_500]);
  expect(takeQuantiles(rising.slice().reverse(), [0.05, 0.5, 0.95])).toEqual([
    2500, 25_000, 47_500,
  ]);
  expect(takeQuantiles(new Float64Array(count).fill(7), [0.05, 0.5, 0.95])).toEqual([7, 7, 7]);
  expect(takeQuantiles(new Float64Array(0), [0.5])).toEqual([]);
});

test('a distribution by hand', () => {
  expect(distributionOf(Float64Array.of(4, 1, 3, 2))).toEqual({
    mean: 2.5,
    standardError: Math.sqrt(5 / 3 / 4),
    p5: 1,
    p10: 1,
    p50: 2,
    p90: 3,
    p95: 3,
  });
  expect(distributionOf(Float64Array.of(3))?.standardError).toBe(0);
  expect(distributionOf(new Float64Array(0))).toBeNull();
});
