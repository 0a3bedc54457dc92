import { expect, test } from 'vitest';
import { longScroll, rowsAt } from './long-scroll.ts';
import { scrollThatShows } from './table.ts';

test('as long as an element can be as high as its rows, one pixel is one pixel', () => {
  const scroll = longScroll(1000, 640);
  expect(scroll).toEqual({ spacePx: 32_032, farthestPx: 31_392, factor: 1 });
  expect(longScroll(3, 640)).toEqual({ spacePx: 128, farthestPx: 0, factor: 1 });
});

test('the ends of the scroll bar are the ends of ten million rows', () => {
  const viewHeight = 640;
  const { spacePx, farthestPx, factor } = longScroll(10_000_000, viewHeight);
  expect(spacePx).toBe(12_000_000);
  const bottom = (spacePx - viewHeight) * factor;
  expect(bottom).toBeCloseTo(farthestPx, 3);
  const { first, last } = rowsAt(bottom, viewHeight, 10_000_000);
  expect(last).toBe(10_000_000);
  expect(last - first).toBeLessThanOrEqual(21);
  expect(rowsAt(0, viewHeight, 10_000_000)).toEqual({ first: 0, last: 21, shiftPx: 0 });
});

test('the row that a key leads to is whole in view', () => {
  const viewHeight = 640;
  for (const [from, to] of [
    [0, 19],
    [0, 9_999_999],
    [300_000_000, 5],
  ] as const) {
    const position = scrollThatShows(to, from, viewHeight);
    const { first, last, shiftPx } = rowsAt(position, viewHeight, 10_000_000);
    const top = (to - first) * 32 - shiftPx;
    expect(to).toBeGreaterThanOrEqual(first);
    expect(to).toBeLessThan(last);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top + 32).toBeLessThanOrEqual(viewHeight - 32);
  }
});
