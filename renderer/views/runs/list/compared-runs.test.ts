import { expect, test } from 'vitest';
import type { RunId } from '../../../../app/ids.ts';
import { aRun } from '../../../../app/testing/builders.ts';
import { aSeries } from '../../../testing/fixtures.ts';
import { comparableTags, comparedLines } from './compared-runs.ts';

test('metrics with curves can be compared, validation loss first', () => {
  const run = aRun({
    metrics: { accuracy: 1, loss: 1, 'val/accuracy': 1, 'val/loss': 1, 'test/loss': 1 },
  });
  expect(comparableTags([run])).toEqual(['val/loss', 'val/accuracy', 'loss', 'accuracy']);
});

test('every run has a line of its own name and colour, also where names repeat', () => {
  const runs = ['a', 'b', 'c'].map((id) => aRun({ id: id as RunId, name: 'same' }));
  const series = new Map([
    ['a', aSeries('val/loss', 3)],
    ['c', aSeries('val/loss', 3)],
  ]);
  const lines = comparedLines(runs, series);
  expect(lines.map(({ label }) => label)).toEqual(['same', 'same (3)']);
  expect(new Set(lines.map(({ colour }) => colour)).size).toBe(2);
  expect(lines[0]?.xs).toEqual([1, 2, 3]);
});
