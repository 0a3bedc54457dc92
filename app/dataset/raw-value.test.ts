import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNumber, presentText } from './raw-value.ts';

test.each(['', '  ', 'NA', ' NaN ', 'null', '?', null, undefined])('%j is no value', (raw) => {
  expect(presentText(raw)).toBeNull();
});

test.each([' a ', 'None', 'none', '0', 'nat'])('%j is a value', (raw) => {
  expect(presentText(raw)).toBe(raw.trim());
});

test.each(['abc', '1,5', '0x10', '1_000', 'Infinity', '1e', '.', '1e101', '--1'])(
  '%j is no number',
  (text) => {
    expect(parseNumber(text)).toBeNull();
  },
);

test('every finite number comes back as written by JavaScript', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), (value) => {
      expect(parseNumber(String(value))).toBe(value === 0 ? 0 : value);
    }),
  );
});
