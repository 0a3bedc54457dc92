import { expect, test } from 'vitest';
import { gridView, walkGrid } from './grid-view.ts';

const CELL = { width: 80, height: 100 };

test('of 200,000 images only those in view are drawn, wherever it is', () => {
  const view = { width: 1000, height: 600, scrollTop: 0 };
  expect(gridView(200_000, CELL, view)).toEqual({
    columns: 12,
    heightPx: 1_666_700,
    first: 0,
    last: 96,
  });
  const middle = gridView(200_000, CELL, { ...view, scrollTop: 800_050 });
  expect(middle).toMatchObject({ first: 7998 * 12, last: 8009 * 12 });
  const end = gridView(200_000, CELL, { ...view, scrollTop: 1_666_100 });
  expect(end.last).toBe(200_000);
  expect(gridView(0, CELL, view)).toMatchObject({ first: 0, last: 0, heightPx: 0 });
  expect(gridView(5, CELL, { ...view, width: 10 })).toMatchObject({ columns: 1, last: 5 });
});

test('arrow keys walk the grid and stop at its ends', () => {
  const grid = { columns: 12, pageRows: 5 };
  expect(walkGrid('ArrowDown', 5, 100, grid)).toBe(17);
  expect(walkGrid('ArrowUp', 5, 100, grid)).toBe(0);
  expect(walkGrid('PageDown', 5, 100, grid)).toBe(65);
  expect(walkGrid('End', 5, 100, grid)).toBe(99);
  expect(walkGrid('x', 5, 100, grid)).toBeNull();
});
