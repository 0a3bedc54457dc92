import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromNormal, fromUniform, probabilityBelow, type UncertainInput, varies } from './law.ts';
import { normalQuantile } from './normal.ts';

function at(input: UncertainInput, probability: number): number {
  const column = Float64Array.of(probability);
  fromUniform(input)(column);
  return column[0] ?? Number.NaN;
}

const ranges = fc
  .tuple(
    fc.double({ min: 0.01, max: 100, noNaN: true }),
    fc.double({ min: 1.01, max: 5, noNaN: true }),
    fc.double({ min: 1.01, max: 5, noNaN: true }),
  )
  .map(([low, first, second]) => ({ low, base: low * first, high: low * first * second }));
const probabilities = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe('a triangular law', () => {
  test('has its quantiles by hand', () => {
    const input = { law: 'triangular', low: 1, base: 2, high: 5 } as const;
    // A quarter lies below the mode; above it 1 − F = (5 − x)² / 12.
    expect(at(input, 0.25)).toBeCloseTo(2, 12);
    expect(at(input, 0.0625)).toBeCloseTo(1.5, 12);
    expect(at(input, 1 - 1 / 12)).toBeCloseTo(4, 12);
  });

  test('may lean on one end', () => {
    expect(at({ law: 'triangular', low: 0, base: 0, high: 2 }, 0.75)).toBeCloseTo(1, 12);
    expect(at({ law: 'triangular', low: 0, base: 2, high: 2 }, 0.25)).toBeCloseTo(1, 12);
  });

  test('stays within its range and grows', () => {
    fc.assert(
      fc.property(ranges, probabilities, probabilities, (range, one, other) => {
        const input = { law: 'triangular', ...range } as const;
        const [less, more] = [at(input, Math.min(one, other)), at(input, Math.max(one, other))];
        expect(less).toBeLessThanOrEqual(more);
        expect(less).toBeGreaterThanOrEqual(range.low);
        expect(more).toBeLessThanOrEqual(range.high);
      }),
    );
  });
});

describe('a lognormal law', () => {
  test('has low, base and high at 5, 50 and 95 per cent', () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const input = { law: 'lognormal', ...range } as const;
        expect(at(input, 0.05) / range.low).toBeCloseTo(1, 12);
        expect(at(input, 0.5) / range.base).toBeCloseTo(1, 12);
        expect(at(input, 0.95) / range.high).toBeCloseTo(1, 12);
      }),
    );
  });

  test('is the plain one where base² = low · high', () => {
    const spread = 0.6;
    const z = normalQuantile(0.95);
    const input = {
      law: 'lognormal',
      low: 0.45 * Math.exp(-spread * z),
      base: 0.45,
      high: 0.45 * Math.exp(spread * z),
    } as const;
    for (const probability of [0.01, 0.3, 0.8, 0.999]) {
      expect(at(input, probability)).toBeCloseTo(
        0.45 * Math.exp(spread * normalQuantile(probability)),
        12,
      );
    }
  });

  test('stops at the bounds of its input', () => {
    const share = { law: 'lognormal', low: 0.2, base: 0.5, high: 0.9, minimum: 0.1, maximum: 1 };
    expect(at({ ...share, law: 'lognormal' }, 0.999)).toBe(1);
    expect(at({ ...share, law: 'lognormal' }, 1e-6)).toBe(0.1);
  });
});

test('a fixed input, and one without a range, do not vary', () => {
  expect(varies({ law: 'fixed', low: 1, base: 2, high: 3 })).toBe(false);
  expect(varies({ law: 'triangular', low: 2, base: 2, high: 2 })).toBe(false);
  expect(at({ law: 'fixed', low: 1, base: 2, high: 3 }, 0.9)).toBe(2);
});

test('the probability below a value undoes the quantile', () => {
  fc.assert(
    fc.property(
      ranges,
      probabilities,
      fc.constantFrom('triangular', 'lognormal'),
      (range, probability, law) => {
        const input = { law, ...range };
        expect(probabilityBelow(input, at(input, probability))).toBeCloseTo(probability, 9);
      },
    ),
  );
  const triangle = { law: 'triangular', low: 1, base: 2, high: 5 } as const;
  expect(probabilityBelow(triangle, 0)).toBeCloseTo(0, 12);
  expect(probabilityBelow(triangle, 9)).toBeCloseTo(1, 12);
  expect(probabilityBelow({ law: 'fixed', low: 1, base: 2, high: 5 }, 3)).toBe(1);
  expect(probabilityBelow({ law: 'fixed', low: 1, base: 2, high: 5 }, 2)).toBe(0);
});

test('normal and uniform numbers lead to the same values', () => {
  fc.assert(
    fc.property(
      ranges,
      probabilities,
      fc.constantFrom('triangular', 'lognormal', 'fixed'),
      (range, probability, law) => {
        const column = Float64Array.of(normalQuantile(probability));
        fromNormal({ law, ...range })(column);
        expect(column[0]).toBeCloseTo(at({ law, ...range }, probability), 9);
      },
    ),
  );
});

test('an impossible range is a bug of whoever resolved the inputs', () => {
  expect(() => fromUniform({ law: 'triangular', low: 2, base: 1, high: 3 })).toThrow();
  expect(() => fromUniform({ law: 'lognormal', low: 0, base: 1, high: 3 })).toThrow();
  expect(() => fromNormal({ law: 'triangular', low: 0, base: Number.NaN, high: 3 })).toThrow();
});
