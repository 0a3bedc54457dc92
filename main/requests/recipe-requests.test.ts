import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../app/contract/schemas/requests.ts';
import type { Recipe } from '../../app/dataset/dataset.ts';
import {
  SHAPES,
  shapePictures,
  writeFiles,
  yoloFiles,
} from '../datasets/testing/shape-pictures.ts';
import { SAMPLES } from '../datasets/testing/workspace.ts';
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

test('pictures whose source is gone keep their pixels, and take all else of another recipe', async () => {
  const path = join(workbench.home, 'digits-images-idx3-ubyte.gz');
  for (const part of ['images-idx3', 'labels-idx1']) {
    const name = `digits-${part}-ubyte.gz`;
    await copyFile(join(SAMPLES, name), join(workbench.home, name));
  }
  const choices = { path, name: 'digits', options: {}, token: 't' };
  await workbench.answer('datasets.import', choices);
  await rm(path);
  const { recipe } = await workbench.answer('recipes.show', { dataset: 'digits' });
  if (recipe === null) throw new Error('digits have no recipe');
  const source = { kind: 'dataset', dataset: 'digits' } as const;
  const smaller: Recipe = { ...recipe, images: { ...recipe.images, height: 4 } };
  const gone = { error: { code: 'recipe/pictures-gone', name: 'digits', path } };
  const preview = { source, recipe: smaller, steps: null };
  expect(await workbench.request('recipes.preview', preview)).toMatchObject(gone);
  const apply = { dataset: 'digits', name: 'smaller', recipe: smaller, token: 't' };
  expect(await workbench.request('recipes.apply', apply)).toMatchObject(gone);

  const augmentation = [{ type: 'RandomContrast', config: { factor: [0.2] } }];
  const images = { ...recipe.images, normalisation: 'signed', augmentation } as const;
  const other: Recipe = { ...recipe, images };
  const tried = await workbench.answer('recipes.preview', { source, recipe: other, steps: null });
  expect(tried).toMatchObject({
    recipe: other,
    family: { kind: 'pictures', height: 8, width: 8, values: { minimum: -1 } },
  });
  const wanted = { dataset: 'digits', name: 'other', recipe: other, token: 't' };
  const { input } = await workbench.answer('recipes.apply', wanted);
  const normalization = { mean: [127.5], variance: [127.5 ** 2] };
  expect(input).toMatchObject({ normalization, augmentation });
  const built = { template: 'image-cnn', dataset: 'other' } as const;
  const { model, plan } = await workbench.answer('templates.build', built);
  expect(plan.augmentation).toEqual(augmentation);
  expect(model.layers[1]).toMatchObject({ type: 'Normalization', config: normalization });
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

test('boxes of pictures are shown with them, from the source and from what is kept alike', async () => {
  const path = join(workbench.home, 'boxes');
  await writeFiles(path, yoloFiles(await shapePictures(24)));
  await workbench.answer('datasets.import', { path, name: 'boxes', options: {}, token: 't' });
  const source = { kind: 'dataset', dataset: 'boxes' } as const;
  const shown = async (recipe: Recipe | null) => {
    const { family } = await workbench.answer('recipes.preview', { source, recipe, steps: null });
    return family?.kind === 'pictures' ? family : null;
  };
  const ofSource = await shown(null);
  expect(ofSource?.classes).toEqual([...SHAPES]);
  for (const { label, boxes = [] } of ofSource?.pictures ?? []) {
    expect(boxes.length).toBeGreaterThan(0);
    expect(label).toBe([...new Set(boxes.map((box) => box.label))].join(', '));
  }
  const { recipe } = await workbench.answer('recipes.show', { dataset: 'boxes' });
  const images = { ...recipe?.images, height: 30 };
  const odd = { ...recipe, version: 1, steps: [], images } as const;
  expect(
    await workbench.request('recipes.preview', { source, recipe: odd, steps: null }),
  ).toMatchObject({ error: { code: 'recipe/invalid', place: 'images.height' } });

  await rm(path, { recursive: true });
  const kept = await shown(recipe);
  for (const { label, boxes = [] } of kept?.pictures ?? []) {
    expect(boxes.length).toBeGreaterThan(0);
    expect(label).toBe([...new Set(boxes.map((box) => box.label))].join(', '));
  }
});
