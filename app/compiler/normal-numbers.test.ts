import { describe, expect, test } from 'vitest';
import { randomStream } from '../random.ts';
import { naturalLogarithm, normalNumbers, truncatedNormalNumbers } from './normal-numbers.ts';

const COUNT = 40_000;
const numbers = new Float64Array(COUNT).map(normalNumbers(randomStream(1, 'test')));
const meanOf = (values: Float64Array) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('standard normal numbers', () => {
  test('have the moments and the tails of a bell', () => {
    // Four standard errors at 40,000 draws.
    expect(Math.abs(meanOf(numbers))).toBeLessThan(0.02);
    expect(Math.abs(meanOf(numbers.map((value) => value ** 2)) - 1)).toBeLessThan(0.0283);
    expect(Math.abs(meanOf(numbers.map((value) => value ** 4)) - 3)).toBeLessThan(0.196);
    const beyond = (limit: number) =>
      numbers.filter((value) => Math.abs(value) > limit).length / COUNT;
    expect(Math.abs(beyond(1) - 0.3173)).toBeLessThan(0.0094);
    expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.0042);
    expect(Math.abs(beyond(3) - 0.0027)).toBeLessThan(0.0011);
  });

  test('of one point do not go together', () => {
    const products = new Float64Array(COUNT / 2).map(
      (_, at) => (numbers[2 * at] ?? 0) * (numbers[2 * at + 1] ?? 0),
    );
    expect(Math.abs(meanOf(products))).toBeLessThan(4 / Math.sqrt(COUNT / 2));
  });

  // Computed here once: they must not change, lest runs start from other weights.
  test('never change', () => {
    expect([...numbers.subarray(0, 4)]).toEqual([
      -0.44430298189782225, -1.5733728393791309, 1.762783898464273, 0.42790394817776783,
    ]);
  });
});

test('truncated ones stay within ±2 and are bell-shaped there', () => {
  const values = new Float64Array(COUNT).map(truncatedNormalNumbers(randomStream(2, 'test')));
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2);
  expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(1.99);
  const within = values.filter((value) => Math.abs(value) < 1).length / COUNT;
  // Φ(1) − Φ(−1) over Φ(2) − Φ(−2) = 0.6827 / 0.9545
  expect(Math.abs(within - 0.7152)).toBeLessThan(0.0091);
});

test('the logarithm is right to the last digits', () => {
  for (let at = 1; at <= 10_000; at += 1) {
    for (const x of [at / 10_000, at * 1e-12, at * 1e-300]) {
      const error = Math.abs(naturalLogarithm(x) - Math.log(x));
      expect(error).toBeLessThanOrEqual(1e-15 * Math.max(1e-2, Math.abs(Math.log(x))));
    }
  }
});
