import { expect, test } from 'vitest';
import { classWeightsOf } from './class-weights.ts';

test('balanced classes count as much as one another in all', () => {
  const counts = [10, 30, 60];
  const weights = classWeightsOf({ classWeight: 'balanced' }, counts);
  expect(weights).toEqual([100 / 30, 100 / 90, 100 / 180]);
  expect(counts.map((count, label) => count * (weights?.[label] ?? 0))).toEqual([
    expect.closeTo(100 / 3, 10),
    expect.closeTo(100 / 3, 10),
    expect.closeTo(100 / 3, 10),
  ]);
});

test('a class without rows counts as usual, given weights as they are, and off is none', () => {
  expect(classWeightsOf({ classWeight: 'balanced' }, [4, 0])).toEqual([0.5, 1]);
  expect(classWeightsOf({ classWeight: [1, 2] }, [4, 0])).toEqual([1, 2]);
  expect(classWeightsOf({ classWeight: null }, [4, 0])).toBeNull();
});
