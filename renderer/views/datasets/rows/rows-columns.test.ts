import { expect, test } from 'vitest';
import { columnWidth, orderOf, sortOf } from './rows-columns.ts';

test('a header sorts by its column, and is found again in the order', () => {
  for (const column of ['sepal_length', 'order', '城市', 'a "b"', '#split']) {
    for (const descending of [false, true]) {
      const order = orderOf({ column, descending });
      expect(sortOf(order, ['sepal_length', 'order', '城市', 'a "b"'])).toEqual({
        column,
        descending,
      });
    }
  }
  expect(orderOf({ column: 'order', descending: true })).toBe('"order" DESC');
  expect(orderOf({ column: '#', descending: false })).toBeNull();
  expect(sortOf('length(name)', ['name'])).toBeNull();
});

test('a column is wide enough for its name and cells, within bounds', () => {
  expect(columnWidth('age', [1, 22, null])).toBe(80);
  expect(columnWidth('a', ['x'.repeat(20)])).toBe(200);
  expect(columnWidth('城市名称与地区', [])).toBe(138);
  expect(columnWidth('a', ['x'.repeat(400)])).toBe(320);
});
