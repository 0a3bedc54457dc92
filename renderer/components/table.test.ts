import { describe, expect, test } from 'vitest';
import { nextSort, scrollThatShows, visibleRows, walkTo } from './table.ts';

describe('visibleRows', () => {
  test('the start draws the view and a margin below', () => {
    expect(visibleRows(0, 320, 10_000)).toEqual({ first: 0, last: 18 });
  });

  test('the middle draws a margin on both sides', () => {
    expect(visibleRows(3200, 320, 10_000)).toEqual({ first: 92, last: 118 });
  });

  test('a table scrolled further than it is long draws nothing beyond its end', () => {
    expect(visibleRows(99_999, 320, 5)).toEqual({ first: 5, last: 5 });
  });
});

test('pressing a header sorts by it ascending, then turns', () => {
  expect(nextSort(null, 'name')).toEqual({ column: 'name', descending: false });
  expect(nextSort({ column: 'name', descending: false }, 'name')).toEqual({
    column: 'name',
    descending: true,
  });
  expect(nextSort({ column: 'name', descending: true }, 'loss')).toEqual({
    column: 'loss',
    descending: false,
  });
});

test('keys walk the rows and stop at the ends', () => {
  expect(walkTo('ArrowDown', 3, 5)).toBe(4);
  expect(walkTo('ArrowDown', 4, 5)).toBe(4);
  expect(walkTo('PageUp', 3, 5)).toBe(0);
  expect(walkTo('End', 0, 5)).toBe(4);
  expect(walkTo('a', 0, 5)).toBeNull();
});

test('a row in view needs no scrolling; one beyond comes to the nearest edge', () => {
  expect(scrollThatShows(5, 100, 400)).toBe(100);
  expect(scrollThatShows(0, 100, 400)).toBe(0);
  expect(scrollThatShows(50, 100, 400)).toBe(50 * 32 - 336);
});
