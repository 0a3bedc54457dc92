import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intervalAt, linearFit, slopeInterval } from './linear-fit.ts';
import { incompleteBeta, studentTCumulative, studentTQuantile } from './student-t.ts';

describe("Student's t", () => {
  // Tables of NIST/SEMATECH e-Handbook 1.3.6.7.2, and exact values for one and two degrees of freedom.
  test.each([
    [0.975, 1, 12.706204736432095],
    [0.975, 2, 4.302652729696142],
    [0.975, 3, 3.182446305284263],
    [0.9, 5, 1.475884048824481],
    [0.995, 10, 3.169272672616951],
    [0.975, 30, 2.042272456301238],
    [0.975, 1e6, 1.959966],
  ])('quantile %f with %f degrees of freedom', (probability, freedom, expected) => {
    expect(studentTQuantile(probability, freedom)).toBeCloseTo(expected, 5);
  });

  test('is symmetric, and the quantile undoes the cumulative', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 1, max: 200, noNaN: true }),
        (probability, freedom) => {
          const quantile = studentTQuantile(probability, freedom);
          expect(studentTCumulative(quantile, freedom)).toBeCloseTo(probability, 10);
          expect(studentTQuantile(1 - probability, freedom)).toBeCloseTo(-quantile, 6);
        },
      ),
    );
  });

  test('the incomplete beta function adds up to one over both sides', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (a, b, x) => {
          expect(incompleteBeta(a, b, x) + incompleteBeta(b, a, 1 - x)).toBeCloseTo(1, 8);
        },
      ),
    );
  });
});

const someXs = fc.uniqueArray(fc.double({ min: -50, max: 50, noNaN: true }), {
  minLength: 3,
  maxLength: 30,
  selector: (x) => Math.round(x * 100),
});
const line = fc.record({
  intercept: fc.double({ min: -10, max: 10, noNaN: true }),
  slope: fc.double({ min: -10, max: 10, noNaN: true }),
});

describe('linearFit', () => {
  test('finds a line from points upon it', () => {
    fc.assert(
      fc.property(someXs, line, (xs, { intercept, slope }) => {
        const fit = linearFit(
          xs,
          xs.map((x) => intercept + slope * x),
        );
        expect(fit?.slope).toBeCloseTo(slope, 6);
        expect(fit?.intercept).toBeCloseTo(intercept, 5);
      }),
    );
  });

  test('moves with its data: shift and scale of y', () => {
    const noise = (x: number) => Math.sin(x * 12.9) * 3;
    fc.assert(
      fc.property(someXs, line, (xs, { intercept, slope }) => {
        const plain = linearFit(xs, xs.map(noise));
        const moved = linearFit(
          xs,
          xs.map((x) => 2 * noise(x) + intercept + slope * x),
        );
        expect(moved?.slope).toBeCloseTo(2 * (plain?.slope ?? 0) + slope, 6);
        expect(moved?.residualSd).toBeCloseTo(2 * (plain?.residualSd ?? 0), 6);
      }),
    );
  });

  test('says nothing where nothing can be said', () => {
    expect(linearFit([1], [1])).toBeNull();
    expect(linearFit([2, 2, 2], [1, 2, 3])).toBeNull();
    const two = linearFit([0, 1], [0, 1]);
    expect(two?.slopeSe).toBeNull();
    expect(two && slopeInterval(two)).toBeNull();
    expect(two && intervalAt(two, 3, 'prediction')).toBeNull();
  });

  test('a prediction interval covers about as often as it says', () => {
    // 600 fits of 8 points with normal noise (sum of uniforms), each predicting one more point.
    let state = 12345;
    const uniform = () => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const normal = () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, -6);
    const xs = [0, 1, 2, 3, 4, 5, 6, 7];
    let inside = 0;
    for (let round = 0; round < 600; round++) {
      const fit = linearFit(
        xs,
        xs.map((x) => 1 - 0.5 * x + normal()),
      );
      const interval = fit && intervalAt(fit, 9, 'prediction', 0.8);
      const next = 1 - 0.5 * 9 + normal();
      if (interval && interval.low <= next && next <= interval.high) inside++;
    }
    expect(inside / 600).toBeGreaterThan(0.76);
    expect(inside / 600).toBeLessThan(0.84);
  });
});
