import { expect, test } from 'vitest';
import { fitsDataset } from '../architecture/fits-dataset.ts';
import { forwardRows } from './forward-memory.ts';
import { chain, factsFor, type LayerLine } from './testing/models.ts';

function rowsOf(
  shape: readonly number[],
  lines: readonly LayerLine[],
  wanted: number,
  isAway = true,
): number {
  const facts = factsFor(shape, 3);
  const fitted = fitsDataset(chain(shape, lines), facts);
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
  return forwardRows(fitted.value, facts.input, wanted, isAway);
}

const ANSWER: LayerLine = ['Dense', { units: 3, activation: 'softmax' }];

test('a pass that holds little takes all rows that are wanted', () => {
  expect(rowsOf([4], [['Dense', { units: 64, activation: 'relu' }], ANSWER], 256)).toBe(256);
  // Weights lie there anyway, however large they are.
  expect(rowsOf([4], [['Dense', { units: 4000 }], ['Dense', { units: 4000 }], ANSWER], 64)).toBe(
    64,
  );
});

test('a pass of large images takes as few rows as hold 32 MB', () => {
  const lines: readonly LayerLine[] = [
    ['Conv2D', { filters: 32, kernel_size: 3, padding: 'same' }],
    ['Conv2D', { filters: 32, kernel_size: 3, padding: 'same' }],
    ['GlobalAveragePooling2D'],
    ANSWER,
  ];
  const rows = rowsOf([64, 64, 3], lines, 256);
  // Two layers' outputs at once, of half a megabyte each.
  expect(rows).toBeGreaterThan(20);
  expect(rows).toBeLessThanOrEqual(32);
  expect(rowsOf([64, 64, 3], lines, 10)).toBe(10);
  // A quarter of it on the processor.
  const here = rowsOf([64, 64, 3], lines, 256, false);
  expect(here).toBeGreaterThan(5);
  expect(here).toBeLessThanOrEqual(8);
});
