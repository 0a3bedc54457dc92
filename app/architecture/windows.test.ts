import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addedZeros, dilatedSize, windowPositions } from './windows.ts';

test('a window’s extent grows with dilation', () => {
  expect(dilatedSize(3, 1)).toBe(3);
  expect(dilatedSize(3, 2)).toBe(5);
  expect(dilatedSize(1, 7)).toBe(1);
});

test('the odd pixel of padding goes to the end, as in TensorFlow', () => {
  expect(addedZeros(28, 5, 1, 'same')).toEqual({ before: 2, after: 2 });
  expect(addedZeros(28, 2, 1, 'same')).toEqual({ before: 0, after: 1 });
  expect(addedZeros(7, 3, 2, 'same')).toEqual({ before: 1, after: 1 });
  expect(addedZeros(8, 3, 2, 'same')).toEqual({ before: 0, after: 1 });
  expect(addedZeros(9, 2, 3, 'same')).toEqual({ before: 0, after: 0 });
});

test('causal padding stands before the first step', () => {
  expect(addedZeros(8, 3, 1, 'causal')).toEqual({ before: 2, after: 0 });
  expect(windowPositions(8, 3, 1, 'causal')).toBe(8);
  expect(windowPositions(8, 3, 3, 'causal')).toBe(3);
  expect(addedZeros(8, 3, 1, 'valid')).toEqual({ before: 0, after: 0 });
});

test('padding makes `same` out of `valid`, without a pixel too many', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(size, size, size, (length, window, stride) => {
      const { before, after } = addedZeros(length, window, stride, 'same');
      const positions = windowPositions(length, window, stride, 'same');
      expect(after - before === 0 || after - before === 1).toBe(true);
      const padded = length + before + after;
      if (padded >= window) {
        expect(windowPositions(padded, window, stride, 'valid')).toBe(positions);
      }
    }),
  );
});
