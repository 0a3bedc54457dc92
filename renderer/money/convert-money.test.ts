import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromUsd, toUsd } from './convert-money.ts';

test('what was typed comes back as it was typed, at any rate', () => {
  const price = fc
    .integer({ min: 0, max: 999_999 })
    .map((tenThousandths) => tenThousandths / 10_000);
  const rate = fc.double({ min: 0.001, max: 30_000, noNaN: true });
  fc.assert(
    fc.property(price, rate, (amount, usdRate) => {
      expect(fromUsd(toUsd(amount, usdRate), usdRate)).toBe(amount);
    }),
  );
});

test('nothing stays nothing', () => {
  expect(fromUsd(null, 7.1)).toBeNull();
  expect(toUsd(null, 7.1)).toBeNull();
});
