import { expect, test } from 'vitest';
import { readShares, sharesText } from './read-shares.ts';

test('shares are read as people separate them', () => {
  const week = { ok: true, shares: [1, 1, 1, 1, 1, 0.3, 0] };
  for (const text of ['1 1 1 1 1 0.3 0', '1, 1, 1, 1, 1, .3, 0', '1，1，1；1、1 0.3\n0']) {
    expect(readShares(text, 7)).toEqual(week);
  }
  expect(readShares(sharesText(week.shares, 7), 7)).toEqual(week);
});

test('too few, what is no number, what is below 0, and nothing but 0 are refused', () => {
  expect(readShares('1 2 3', 7)).toEqual({ ok: false, found: 3 });
  expect(readShares('1 1 1 1 1 x 1', 7)).toEqual({ ok: false, found: 6 });
  expect(readShares('1 1 1 1 1 -1 1', 7)).toEqual({ ok: false, found: 6 });
  expect(readShares('0 0 0 0 0 0 0', 7)).toEqual({ ok: false, found: 7 });
  expect(readShares('', 7)).toEqual({ ok: false, found: 0 });
});

test('the same at all times is as many ones', () => {
  expect(sharesText(null, 7)).toBe('1 1 1 1 1 1 1');
});
