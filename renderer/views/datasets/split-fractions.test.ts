import { expect, test } from 'vitest';
import { splitFractions } from './split-fractions.ts';

test('the test split takes what is left', () => {
  expect(splitFractions(70, 15)).toEqual({ train: 0.7, val: 0.15, test: 0.15 });
});

test('no split may go without rows', () => {
  expect(splitFractions(90, 10)).toBeNull();
  expect(splitFractions(100, 15)).toBeNull();
  expect(splitFractions(null, 15)).toBeNull();
});
