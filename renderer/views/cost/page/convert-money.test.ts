import { expect, test } from 'vitest';
import { convertMoney } from './convert-money.ts';

const dollars = { currency: 'USD', perUsd: 1 };
const yuan = { currency: 'CNY', perUsd: 7.1 };
const euros = { currency: 'EUR', perUsd: 0.9 };

test('an amount keeps its worth and its note in another currency', () => {
  const typed = { base: 1000, low: 800, note: 'our quote' };
  expect(convertMoney(typed, dollars, yuan)).toEqual({
    base: 7100,
    low: 5680,
    note: 'our quote',
    currency: 'CNY',
  });
  expect(convertMoney({ base: 7100, currency: 'CNY' }, yuan, euros)).toEqual({
    base: 900,
    currency: 'EUR',
  });
});

test('in USD it names no currency', () => {
  expect(convertMoney({ base: 7100, currency: 'CNY' }, yuan, dollars)).toEqual({ base: 1000 });
});
