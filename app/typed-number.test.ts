import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNumber } from './format.ts';
import { LANGUAGES } from './language.ts';
import { numberNotation } from './typed-number.ts';

const value = (typed: string) => {
  const notation = numberNotation(typed);
  return notation === null ? null : Number(notation);
};

describe('numberNotation', () => {
  test.each([
    ['20,000', 20_000],
    ['1,234', 1234],
    ['-1,234,567.5', -1_234_567.5],
    ['２０，０００', 20_000],
    ['20 000', 20_000],
    ['20\u00a0000,5', 20_000.5],
    ['1\u2009234\u2009567', 1_234_567],
    ['20\u202f000.25', 20_000.25],
    ["20'000", 20_000],
    ['1’234’567,5', 1_234_567.5],
    ['1.234,56', 1234.56],
    ['1.234.567', 1_234_567],
  ])('thousands: %s', (typed, expected) => {
    expect(value(typed)).toBe(expected);
  });

  test.each([
    ['0,5', 0.5],
    [',5', 0.5],
    ['0,125', 0.125],
    ['1,23', 1.23],
    ['1,2345', 1.2345],
    ['1234,567', 1234.567],
    ['2,5e-3', 0.0025],
    ['1.234', 1.234],
    ['.5', 0.5],
    ['5.', 5],
    ['1E+3', 1000],
    ['−3', -3],
  ])('fractions and exponents: %s', (typed, expected) => {
    expect(value(typed)).toBe(expected);
  });

  test.each([
    '1,23,4',
    '1,234,56',
    '1,234,5',
    '1,2.5',
    '1.23,4',
    '1,234e3',
    '20 00',
    '1 234,567,890',
    '0,000,001',
    '0 500',
    ',',
    '.',
    '',
    '0x10',
    'Infinity',
    'many',
  ])('neither: %s', (typed) => {
    expect(value(typed)).toBeNull();
  });

  test.each(LANGUAGES)('what Hearth prints in %s can be typed', (language) => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (thousandths) => {
        const number = thousandths / 1000;
        expect(value(formatNumber(number, language, 15))).toBe(number);
      }),
    );
  });
});
