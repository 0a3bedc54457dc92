import { expect, it } from 'vitest';
import { CURVE_TOLERANCE, firstDeviation } from './loss-curve.ts';

it('names the first step that leaves the curve', () => {
  const expected = [2, 1, 0.5, 0.1];
  expect(firstDeviation([2, 1.04, 0.52, 0.12], expected)).toBeNull();
  expect(firstDeviation([2, 1.2, 0.9, 0.1], expected)).toEqual({
    step: 1,
    loss: 1.2,
    expected: 1,
  });
});

it('measures large losses by their own size, small ones by one', () => {
  const within = 1 + CURVE_TOLERANCE * 0.9;
  expect(firstDeviation([100 * within], [100])).toBeNull();
  expect(firstDeviation([100 * (1 + CURVE_TOLERANCE * 1.1)], [100])).not.toBeNull();
  expect(firstDeviation([0.04], [0])).toBeNull();
});

it('takes what is no number, or missing, for a deviation', () => {
  expect(firstDeviation([1, null], [1, 1])).toEqual({ step: 1, loss: null, expected: 1 });
  expect(firstDeviation([1], [1, 1])).toMatchObject({ step: 1 });
  expect(firstDeviation([1], [null])).toMatchObject({ step: 0, expected: null });
});
