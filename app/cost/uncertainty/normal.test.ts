import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalProbability, normalQuantile } from './normal.ts';

/** Values of SciPy 1.17's `ndtri` and `ndtr`. */
test.each([
  [1e-300, -37.047_096_299_361_2],
  [1e-20, -9.262_340_089_798_409],
  [1e-5, -4.264_890_793_922_825],
  [0.024_25, -1.972_961_051_311_885],
  [0.075, -1.439_531_470_938_456_3],
  [0.3, -0.524_400_512_708_041],
  [0.5, 0],
  [0.925, 1.439_531_470_938_456_3],
  [0.95, 1.644_853_626_951_472_2],
  [0.999_999, 4.753_424_308_817_087],
])('quantile of %d', (probability, z) => {
  expect(Math.abs(normalQuantile(probability) - z)).toBeLessThanOrEqual(4e-15 * Math.abs(z));
});

test.each([
  [-38, 0],
  [-10, 7.619_853_024_160_47e-24],
  [-7.2, 3.010_627_981_117_422e-13],
  [-5, 2.866_515_718_791_933e-7],
  [-1, 0.158_655_253_931_457_07],
  [0, 0.5],
  [0.5, 0.691_462_461_274_013_1],
  [2.5, 0.993_790_334_674_223_8],
  [8, 0.999_999_999_999_999_3],
])('probability below %d', (z, probability) => {
  expect(normalProbability(z)).toBeCloseTo(probability, 15);
});

test('quantile and probability undo each other, and are symmetric', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (probability) => {
      const z = normalQuantile(probability);
      expect(normalProbability(z)).toBeCloseTo(probability, 13);
      expect(normalProbability(-z) + normalProbability(z)).toBeCloseTo(1, 14);
    }),
  );
});
