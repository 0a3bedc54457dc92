import { describe, expect, test } from 'vitest';
import { nextSort, visibleRows } from './table.ts';

describe('visibleRows', () => {
  test('the start draws the view and a margin below', () => {
    expect(visibleRows(0, 320, 32, 10_000)).toEqual({ first: 0, last: 18 });
  });

  test('the middle draws a margin on both sides', () => {
    expect(visibleRows(3200, 320, 32, 10_000)).toEqual({ first: 92, last: 118 });
  });

  test('a table scrolled further than it is long draws nothing beyond its end', () => {
    expect(visibleRows(99_999, 320, 32, 5)).toEqual({ first: 5, last: 5 });
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
