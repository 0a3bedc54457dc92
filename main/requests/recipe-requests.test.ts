import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../app/contract/schemas/requests.ts';
import type { Recipe } from '../../app/dataset/dataset.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

test('a dataset shows its recipe, is prepared again by another, and both are versions of one source', async () => {
  await workbench.answer('samples.import', { sample: 'wine' });
  const report = await workbench.answer('recipes.show', { dataset: 'wine' });
  expect(REQUEST_RESULTS['recipes.show'].parse(report)).toEqual(report);
  expect(report).toMatchObject({
    recipe: { target: 'cultivar', split: { kind: 'stratified' } },
    sourceFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    versions: [{ dataset: 'wine' }],
  });
  const { recipe } = report;
  if (recipe === null) throw new Error('wine has no recipe');
  const folds: Recipe = {
    ...recipe,
    split: { kind: 'k-fold', folds: 5, fold: 1, val: 0.2, seed: 1 },
    steps: [{ kind: 'scale', columns: { type: 'number' }, method: 'quantile', output: 'normal' }],
  };
  const source = { kind: 'dataset', dataset: 'wine' } as const;
  const tried = await workbench.answer('recipes.preview', { source, recipe: folds, steps: null });
  expect(REQUEST_RESULTS['recipes.preview'].parse(tried)).toEqual(tried);
  expect(tried).toMatchObject({ rows: 178, features: 13 });

  const again = { dataset: 'wine', name: 'wine folds', recipe: folds, token: 't' };
  const dataset = await workbench.answer('recipes.apply', again);
  expect(dataset).toMatchObject({ name: 'wine folds', source: 'sample:wine', target: 'cultivar' });
  expect(dataset.rows.test).toBeGreaterThanOrEqual(35);
  expect(dataset.rows.test).toBeLessThanOrEqual(37);
  const { versions } = await workbench.answer('recipes.show', { dataset: 'wine folds' });
  expect(versions).toMatchObject([
    { dataset: 'wine' },
    { dataset: 'wine folds', steps: 1, split: 'k-fold' },
  ]);
});

test('a file that is no table has no recipe to be tried', async () => {
  const path = 'sample:digits';
  const params = {
    source: { kind: 'path', path, options: {} },
    recipe: null,
    steps: null,
  } as const;
  expect(await workbench.request('recipes.preview', params)).toMatchObject({
    error: { code: 'recipe/no-table' },
  });
});

test('a check finds what only all rows show, as the import would, and leaves nothing', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, row) => `${row},${row % 2 ? 'a' : 'b'},${row < 59 ? 'x' : 'y'}`,
  );
  const path = join(workbench.home, 'grouped.csv');
  await writeFile(path, `n,label,group\n${rows.join('\n')}\n`);
  const source = { kind: 'path', path, options: {} } as const;
  const fractions = { train: 0.7, val: 0.15, test: 0.15 };
  const grouped: Recipe = {
    version: 1,
    target: 'label',
    split: { kind: 'grouped', column: 'group', fractions, seed: 1 },
    steps: [],
  };
  const error = { code: 'dataset/split-empty' };
  const refused = { source, recipe: grouped, token: 't' };
  expect(await workbench.request('recipes.check', refused)).toMatchObject({ error });
  const preview = { source, recipe: grouped, steps: null };
  expect(await workbench.request('recipes.preview', preview)).toMatchObject({ error });
  const fits = { source, recipe: { version: 1, target: 'label', steps: [] }, token: 't' } as const;
  const { rows: counts } = await workbench.answer('recipes.check', fits);
  expect(counts.train + counts.val + counts.test).toBe(60);
  expect(await workbench.answer('datasets.list', null)).toEqual([]);
});
