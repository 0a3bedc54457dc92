import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Events } from '../../app/contract/events.ts';
import { REQUEST_RESULTS } from '../../app/contract/schemas/requests.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

async function wish(sample: string, plan: Partial<RunPlan> = {}) {
  await workbench.request('samples.import', { sample });
  const built = await workbench.answer('templates.build', {
    template: 'tabular-mlp',
    dataset: sample,
  });
  return {
    dataset: sample,
    model: built.model,
    template: 'tabular-mlp',
    plan: { ...built.plan, epochs: 3, earlyStopping: null, ...plan },
    name: null,
    tags: [],
  };
}

test('folds of a table are runs of one group, each row tested once, with mean and deviation', async () => {
  const runs = await workbench.answer('runs.start', { ...(await wish('iris')), folds: 3 });
  expect(runs.map(({ name }) => name.slice(-6))).toEqual([' · 1/3', ' · 2/3', ' · 3/3']);
  for (const { id } of runs) {
    await workbench.until(id, ({ status }) => status === 'completed');
  }
  const groupId = runs[0]?.groupId ?? '';
  const group = await workbench.answer('runs.aggregate', { groupId });
  expect(REQUEST_RESULTS['runs.aggregate'].parse(group)).toEqual(group);
  expect(group.folds).toMatchObject({ folds: 3, missing: [], each: [{}, {}, {}] });
  const scores = group.folds?.each.map(({ metrics }) => metrics['test/accuracy'] ?? 0) ?? [];
  const mean = scores.reduce((sum, score) => sum + score, 0) / 3;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const told = group.metrics['test/accuracy'];
  expect(told?.mean).toBeCloseTo(mean, 12);
  expect(told?.deviation).toBeCloseTo(Math.sqrt(squares / 2), 12);

  const rows: number[] = [];
  for (const { datasetId } of runs) {
    const folder = join(workbench.home, 'datasets', datasetId);
    const manifest = await readManifest(folder);
    if (!manifest.ok) throw new Error('A fold has no manifest');
    const split = await readSplit(folder, manifest.value, 'test');
    if (split.ok) rows.push(...split.value.sourceRows);
  }
  expect(rows.toSorted((left, right) => left - right)).toEqual([...Array(150).keys()]);

  // Folds are not listed, are made once, and are bound to their dataset.
  const listed = await workbench.answer('datasets.list', null);
  expect(listed.map(({ name }) => name)).toEqual(['iris']);
  const again = await workbench.answer('runs.start', { ...(await wish('iris')), folds: 3 });
  expect(again.map(({ datasetId }) => datasetId)).toEqual(runs.map(({ datasetId }) => datasetId));
  for (const { id } of again) {
    await workbench.until(id, ({ status }) => status === 'completed');
  }
  expect(await workbench.request('datasets.delete', { dataset: 'iris' })).toMatchObject({
    error: { code: 'dataset/in-use', runs: 6 },
  });
  for (const { id } of [...runs, ...again]) await workbench.answer('runs.delete', { run: id });
  await workbench.answer('datasets.delete', { dataset: 'iris' });
  expect(await workbench.request('datasets.get', { dataset: runs[0]?.datasetId ?? '' })).toEqual({
    ok: false,
    error: { code: 'dataset/not-found', name: runs[0]?.datasetId },
  });
});

test('a stop in the middle keeps the folds that ended and tells which are missing', async () => {
  const runs = await workbench.answer('runs.start', { ...(await wish('iris')), folds: 3 });
  await workbench.answer('runs.stop', { run: runs[2]?.id ?? '' });
  for (const { id } of runs.slice(0, 2)) {
    await workbench.until(id, ({ status }) => status === 'completed');
  }
  const group = await workbench.answer('runs.aggregate', { groupId: runs[0]?.groupId ?? '' });
  expect(group.folds?.missing).toEqual([2]);
  expect(group.metrics['test/accuracy']?.runs).toBe(2);
});

test('the preparing of folds tells how far it is, and a cancel in its midst leaves nothing', async () => {
  const path = join(workbench.home, 'large.csv');
  const lines = Array.from({ length: 30_000 }, (_, row) => `${Math.sin(row)},${row % 2}\n`);
  await writeFile(path, `a,y\n${lines.join('')}`);
  const options = { task: 'classification', target: 'y' } as const;
  await workbench.answer('datasets.import', { path, name: 'large', options, token: 'import' });
  const { model, plan } = await workbench.answer('templates.build', {
    template: 'tabular-linear',
    dataset: 'large',
  });
  const told: Events['import.progress'][] = [];
  const unsubscribe = workbench.subscribe((name, payload) => {
    if (name !== 'import.progress') return;
    const progress = payload as Events['import.progress'];
    told.push(progress);
    // The first fold is whole by then.
    if (progress.fold?.index === 1) {
      void workbench.request('datasets.cancel-import', { token: 'folds' });
    }
  });
  const before = await readdir(join(workbench.home, 'datasets'));
  const started = await workbench.request('runs.start', {
    dataset: 'large',
    model,
    template: 'tabular-linear',
    plan,
    name: null,
    tags: [],
    folds: 3,
    token: 'folds',
  });
  unsubscribe();
  expect(started).toEqual({ ok: false, error: { code: 'cancelled' } });
  const [first] = told;
  expect(first).toMatchObject({ token: 'folds', unit: 'rows', fold: { index: 0, folds: 3 } });
  expect(told.some(({ fold, done, total }) => fold?.index === 0 && done === total)).toBe(true);
  expect(told.some(({ fold }) => fold?.index === 2)).toBe(false);
  expect(await readdir(join(workbench.home, 'datasets'))).toEqual(before);
  expect((await workbench.answer('runs.list', { offset: 0, limit: 10 })).total).toBe(0);
});

test('what cannot be cut into folds is refused, and nothing is left behind', async () => {
  const iris = await wish('iris');
  expect(await workbench.request('runs.start', { ...iris, folds: 51 })).toEqual({
    ok: false,
    error: {
      code: 'dataset/folds-too-many',
      name: 'iris',
      folds: 51,
      rows: 50,
      className: 'setosa',
    },
  });
  const seeds = { ...iris, plan: { ...iris.plan, seeds: 2 }, folds: 3 };
  expect(await workbench.request('runs.start', seeds)).toMatchObject({
    error: { code: 'plan/field-invalid', field: 'seeds' },
  });
  await workbench.request('samples.import', { sample: 'tinyshakespeare' });
  const { model, plan } = await workbench.answer('templates.build', {
    template: 'lm-gpt',
    dataset: 'tinyshakespeare',
  });
  const prose = { ...iris, dataset: 'tinyshakespeare', template: 'lm-gpt', model, plan, folds: 3 };
  expect(await workbench.request('runs.start', prose)).toEqual({
    ok: false,
    error: { code: 'dataset/no-folds', name: 'tinyshakespeare', reason: 'no-rows' },
  });
  expect((await workbench.answer('runs.list', { offset: 0, limit: 10 })).total).toBe(0);
});
