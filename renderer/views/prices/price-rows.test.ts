import { expect, test } from 'vitest';
import { aPriceRow } from '../../testing/fake-prices.ts';
import { diffTable, matchingRows, shortUnit, sortedRows } from './price-rows.ts';

const LARGE = aPriceRow('Maker/large', { cells: { quality_index: 50 } });
const SMALL = aPriceRow('Other/small', { isStale: true });

test('rows are found by all words, wherever they stand', () => {
  expect(matchingRows([LARGE, SMALL], 'LIST maker', false)).toEqual([LARGE]);
  expect(matchingRows([LARGE, SMALL], ' ', true)).toEqual([SMALL]);
  expect(matchingRows([LARGE, SMALL], 'nothing', false)).toEqual([]);
});

test('rows without a value stand last, whichever way they are sorted', () => {
  for (const descending of [false, true]) {
    const sort = { column: 'quality_index', descending };
    expect(sortedRows([SMALL, LARGE], sort)).toEqual([LARGE, SMALL]);
  }
  expect(sortedRows([SMALL, LARGE], { column: 'model', descending: false })[0]).toBe(LARGE);
});

test('figures stand before rows that go and come, where they come from last', () => {
  const cell = (column: string, before: number | string | null, after: number | string) => ({
    column,
    before,
    after,
    fraction: typeof before === 'number' && typeof after === 'number' ? after / before - 1 : null,
  });
  const rows = diffTable({
    added: ['new'],
    removed: ['old'],
    changed: [
      { row: 'a', cells: [cell('source', 'x', 'y'), cell('price', 2, 3), cell('spot', null, 1)] },
      { row: 'b', cells: [cell('price', 2, 8)] },
    ],
    unchanged: 0,
  });
  expect(rows.map(({ id }) => id)).toEqual([
    'a spot',
    'b price',
    'a price',
    'removed old',
    'added new',
    'a source',
  ]);
});

test('units are short in headers, and left out where things are counted', () => {
  expect(['USD/Mtok', 'GB', 'cards', null].map(shortUnit)).toEqual(['$/M', 'GB', '', '']);
});
