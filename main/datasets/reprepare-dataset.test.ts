import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Recipe } from '../../app/dataset/dataset.ts';
import type { DatasetId } from '../../app/ids.ts';
import { TableSession } from './delimited/table-session.ts';
import { previewRecipe } from './recipes/preview-recipe.ts';
import { openStored } from './recipes/stored-rows.ts';
import { TableSamples } from './recipes/table-sample.ts';
import { reprepareDataset } from './reprepare-dataset.ts';
import { readSource } from './source-fingerprint.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const OTHER = 'dataset-2' as DatasetId;

const ROBUST: Recipe = {
  version: 1,
  steps: [
    { kind: 'outliers', columns: { pattern: '*_cm' }, method: 'iqr' },
    { kind: 'scale', columns: { type: 'number' }, method: 'robust' },
    { kind: 'drop', columns: ['petal_width_cm'] },
  ],
};

async function reprepared(recipe: Recipe) {
  const from = unwrap(await workspace.importFile(join(SAMPLES, 'iris.csv')));
  const fromFolder = join(workspace.datasetsFolder(), DATASET_ID);
  const result = await reprepareDataset({
    from,
    fromFolder,
    recipe,
    name: 'other',
    id: OTHER,
    createdAt: '2026-01-02T00:00:00.000Z',
    datasetsFolder: workspace.datasetsFolder(),
    onProgress: () => undefined,
  });
  return { from, fromFolder, result };
}

test('the rows that a dataset keeps become another, as if its source were imported by the recipe', async () => {
  const { from, fromFolder, result } = await reprepared(ROBUST);
  const dataset = unwrap(result);
  expect(dataset).toMatchObject({ name: 'other', source: from.source, target: 'species' });
  expect(dataset.input).toEqual({ kind: 'tabular', features: 3 });
  expect(dataset.columns.map(({ role }) => role)).toEqual([
    'feature',
    'feature',
    'feature',
    'ignored',
    'target',
  ]);
  const [before, after] = [fromFolder, join(workspace.datasetsFolder(), OTHER)];
  const sources = [await readSource(before), await readSource(after)];
  expect(sources[1]?.sha256).toBe(sources[0]?.sha256);
  expect(sources[1]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  await rm(before, { recursive: true });
  const direct = await workspace.importFile(from.source, { recipe: ROBUST });
  expect(unwrap(direct).fingerprint).toBe(dataset.fingerprint);
});

test('a recipe that is wrong leaves nothing', async () => {
  const { result } = await reprepared({
    version: 1,
    steps: [{ kind: 'drop', columns: ['wings'] }],
  });
  expect(result).toMatchObject({ error: { code: 'recipe/invalid', place: 'steps[0].columns[0]' } });
  expect(await workspace.left()).toEqual([DATASET_ID]);
});

test('a preview shows a sample before and after, up to a step', async () => {
  const samples = new TableSamples();
  const sample = unwrap(
    await samples.ofFile(join(SAMPLES, 'iris.csv'), { target: 'species' }, null),
  );
  const after = async (steps: number | null) =>
    unwrap(await previewRecipe({ sample, recipe: ROBUST, upTo: steps }));
  const none = await after(0);
  expect(none).toMatchObject({ rows: 150, features: 4 });
  expect(none.after).toEqual(none.before);
  expect(none.before.columns[0]).toMatchObject({
    name: 'sepal_length_cm',
    minimum: 4.3,
    maximum: 7.9,
  });
  const all = await after(null);
  expect(all.features).toBe(3);
  expect(all.after.columns.map(({ name }) => name)).toEqual([
    'sepal_length_cm',
    'sepal_width_cm',
    'petal_length_cm',
    'species',
  ]);
  expect(all.recipe).toMatchObject({ task: 'classification', split: { kind: 'stratified' } });
  expect(
    await previewRecipe({
      sample,
      recipe: { version: 1, steps: [{ kind: 'drop', columns: ['x'] }] },
      upTo: null,
    }),
  ).toMatchObject({
    error: { code: 'recipe/invalid', value: 'x' },
  });
});

test('what is cancelled while it opens the rows of a dataset is cancelled, and the dataset is not called damaged', async () => {
  const from = unwrap(await workspace.importFile(join(SAMPLES, 'iris.csv')));
  const fromFolder = join(workspace.datasetsFolder(), DATASET_ID);
  const stop = new AbortController();
  const reason = new Error('enough');
  const opened = TableSession.with(null, stop.signal, (session) => {
    stop.abort(reason);
    return openStored(session, fromFolder, from);
  });
  await expect(opened).rejects.toBe(reason);
});
