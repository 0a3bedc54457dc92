import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EVENT_PAYLOADS } from '../../../app/contract/schemas/events.ts';
import { REQUEST_RESULTS } from '../../../app/contract/schemas/requests.ts';
import { SAMPLES } from '../../datasets/testing/workspace.ts';
import { TestWorkbench } from '../../testing/test-workbench.ts';
import { ALL, done, flip, judged, scoresOf } from './testing/noisy-labels.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

test('most of 5 % of flipped labels of a table are found, are corrected into a dataset of its own, and the retrained difference is told', {
  timeout: 120_000,
}, async () => {
  const text = await readFile(join(SAMPLES, 'breast_cancer.csv'), 'utf8');
  const [header = '', ...lines] = text.trim().split('\n');
  const rows = lines.map((line) => line.split(','));
  const truth = rows.map((row) => row.at(-1) ?? '');
  const flipped = flip(truth, 0.05);
  const noisy = rows.map((row, at) => [...row.slice(0, -1), flipped.get(at) ?? truth[at]]);
  const path = join(workbench.home, 'noisy.csv');
  await writeFile(path, [header, ...noisy.map((row) => row.join(','))].join('\n'));
  const progress: unknown[] = [];
  workbench.subscribe((name, payload) => {
    if (name === 'labels.progress') progress.push(EVENT_PAYLOADS[name].parse(payload));
  });
  const options = { target: 'diagnosis' };
  const runs = await judged(workbench, path, options, 'tabular-linear', {
    epochs: 30,
    learningRate: 0.01,
  });

  const report = await workbench.answer('labels.find', { dataset: 'noisy', ...ALL });
  expect(REQUEST_RESULTS['labels.find'].parse(report)).toEqual(report);
  expect(report).toMatchObject({ target: 'class', folds: 3, rows: 569, group: runs[0]?.groupId });
  expect(progress).toHaveLength(4);
  expect(progress.at(-1)).toEqual({ token: 'test', done: 3, total: 3 });
  const { precision, recall } = scoresOf(
    report.doubted.map(({ row }) => row),
    new Set(flipped.keys()),
  );
  expect(recall).toBeGreaterThan(0.6);
  expect(precision).toBeGreaterThan(0.6);
  const [worst] = report.doubted;
  expect(worst).toMatchObject({ given: flipped.get(worst?.row ?? -1) });
  expect(worst?.values?.mean_radius).toBe(noisy[worst?.row ?? 0]?.[0]);

  // Half are relabelled, the last is left out: with both gone, no other row changed its split.
  const relabel = report.doubted.slice(0, -1).map(({ row, suggested }) => ({ row, to: suggested }));
  const exclude = report.doubted.slice(-1).map(({ row }) => row);
  const corrected = await workbench.answer('labels.correct', {
    ...{ dataset: 'noisy', group: null, name: 'clean', token: 'c' },
    ...{ relabel, exclude },
  });
  const { sizeBytes: _, ...stored } = corrected;
  expect(await workbench.answer('datasets.get', { dataset: 'clean' })).toMatchObject(stored);
  const total = ({ train, val, test: held }: typeof corrected.rows) => train + val + held;
  expect(total(corrected.rows)).toBe(568);
  const { recipe } = await workbench.answer('recipes.show', { dataset: 'clean' });
  expect(recipe?.steps.slice(0, 2)).toMatchObject([
    { kind: 'relabel', rows: relabel },
    { kind: 'exclude-rows', rows: exclude },
  ]);
  const splits = await Promise.all(['noisy', 'clean'].map(rowsBySplit));
  const kept = new Map([...(splits[0] ?? [])].filter(([row]) => !exclude.includes(row)));
  expect(splits[1]).toEqual(kept);

  const waiting = await workbench.answer('labels.compare', { dataset: 'clean' });
  expect(waiting).toMatchObject({ from: 'noisy', scores: null, training: false, excluded: 1 });
  const again = await workbench.answer('labels.retrain', { dataset: 'clean' });
  expect(again).toHaveLength(3);
  await done(
    workbench,
    again.map(({ id }) => id),
  );
  const compared = await workbench.answer('labels.compare', { dataset: 'clean' });
  expect(REQUEST_RESULTS['labels.compare'].parse(compared)).toEqual(compared);
  expect(compared.groups).toEqual({ before: report.group, after: again[0]?.groupId });
  expect(compared.relabelled).toBe(relabel.length);
  expect(compared.scores?.rows).toBe(568 - relabel.length);
  const { before = 0, after = 0, difference = 1 } = compared.scores ?? {};
  expect(difference).toBeCloseTo(after - before, 12);
  expect(before).toBeGreaterThan(0.9);
  expect(difference).toBeGreaterThan(-0.02);

  // What is applied once more to the same rows says the same.
  if (recipe === null) throw new Error('A corrected dataset has a recipe');
  const twice = await workbench.answer('recipes.apply', {
    ...{ dataset: 'noisy', name: 'twice', recipe, token: 'a' },
  });
  expect(twice.fingerprint).toBe(corrected.fingerprint);
  const first = relabel[0] ?? { row: 0, to: '' };
  const wrong = { ...first, from: first.to };
  expect(
    await workbench.request('recipes.apply', {
      ...{ dataset: 'noisy', name: 'thrice', token: 'a' },
      recipe: {
        ...recipe,
        steps: [{ kind: 'relabel', rows: [wrong] }, ...recipe.steps.slice(2)],
      },
    }),
  ).toMatchObject({ error: { code: 'recipe/invalid', place: 'steps[0].rows[0].from' } });
});

async function rowsBySplit(dataset: string): Promise<ReadonlyMap<number, string>> {
  const all = new Map<number, string>();
  for (const split of ['train', 'val', 'test'] as const) {
    const page = await workbench.answer('datasets.rows', {
      ...{ dataset, split, offset: 0, limit: 1000 },
    });
    for (const { sourceRow } of page.rows) all.set(sourceRow, split);
  }
  return new Map([...all].toSorted(([left], [right]) => left - right));
}

test('numbers far from what their models say are found, with the number as it is written', async () => {
  const text = await readFile(join(SAMPLES, 'diabetes.csv'), 'utf8');
  const [header = '', ...lines] = text.trim().split('\n');
  const mistyped = new Set([7, 100, 201, 333, 400]);
  const rows = lines.map((line, at) => {
    const cells = line.split(',');
    const last = cells.at(-1) ?? '';
    return [...cells.slice(0, -1), mistyped.has(at) ? `${last}0.0` : last].join(',');
  });
  const path = join(workbench.home, 'noisy.csv');
  await writeFile(path, [header, ...rows].join('\n'));
  await judged(workbench, path, { target: 'progression' }, 'tabular-linear', { epochs: 30 });
  const report = await workbench.answer('labels.find', { dataset: 'noisy', ...ALL });
  expect(report).toMatchObject({ target: 'number', classes: [], rows: 442 });
  const leave = workbench.subscribe((name) => {
    if (name === 'labels.progress')
      void workbench.request('datasets.cancel-import', { token: 'test' });
  });
  const again = await workbench.request('labels.find', { dataset: 'noisy', ...ALL });
  leave();
  expect(again).toEqual({ ok: false, error: { code: 'cancelled' } });
  expect(new Set(report.doubted.slice(0, 5).map(({ row }) => row))).toEqual(mistyped);
  expect(report.doubted[0]?.given).toMatch(/0\.0$/);
  const asked = { dataset: 'noisy', group: null, token: 'c', exclude: [] };
  const relabel = [{ row: 7, to: '63' }];
  await workbench.answer('labels.correct', { ...asked, name: 'clean', relabel });
  for (const split of ['train', 'val', 'test'] as const) {
    const page = await workbench.answer('datasets.rows', {
      ...{ dataset: 'clean', split, offset: 0, limit: 500 },
    });
    const found = page.rows.find(({ sourceRow }) => sourceRow === 7);
    if (found !== undefined) expect(found.actual).toBe('63');
  }
  expect(
    await workbench.request('labels.correct', {
      ...{ ...asked, name: 'other', relabel: [{ row: 7, to: 'many' }] },
    }),
  ).toMatchObject({ error: { code: 'recipe/invalid' } });
  expect(
    await workbench.request('labels.correct', {
      ...asked,
      name: 'other',
      relabel: [{ row: 442, to: '1' }],
    }),
  ).toEqual({ ok: false, error: { code: 'labels/row-missing', name: 'noisy', row: 443 } });
});

test('labels that nobody can judge are refused, with the reason', async () => {
  await workbench.request('samples.import', { sample: 'iris' });
  const ask = (dataset: string, group: string | null = null) =>
    workbench.request('labels.find', { ...ALL, dataset, group });
  expect(await ask('iris')).toMatchObject({ error: { code: 'labels/no-folds', name: 'iris' } });
  const [run] = await workbench.startSample('iris', 'tabular-linear', { epochs: 1 });
  expect(await ask('iris', run?.id)).toMatchObject({
    error: { code: 'labels/group-unfit', reason: 'other' },
  });
  await workbench.ended(run?.id ?? '');
  await workbench.request('samples.import', { sample: 'tinyshakespeare' });
  expect(await ask('tinyshakespeare')).toMatchObject({
    error: { code: 'labels/task-unsupported', task: 'language-modeling' },
  });
  expect(await workbench.request('labels.retrain', { dataset: 'iris' })).toMatchObject({
    error: { code: 'labels/not-corrected' },
  });
});

test('texts with flipped labels are found, and left out of what is prepared anew', async () => {
  const text = await readFile(join(SAMPLES, 'sms.tsv'), 'utf8');
  const rows = text
    .split('\n')
    .slice(0, 600)
    .map((line) => line.split('\t'));
  const truth = rows.map(([label = '']) => label);
  const flipped = flip(truth, 0.05);
  const noisy = rows.map((row, at) => row.with(0, flipped.get(at) ?? truth[at] ?? ''));
  const path = join(workbench.home, 'noisy.tsv');
  await writeFile(path, ['label\ttext', ...noisy.map((row) => row.join('\t'))].join('\n'));
  const options = { task: 'text-classification', target: 'label' } as const;
  await judged(workbench, path, options, 'text-bow', { epochs: 10, learningRate: 0.01 });
  const report = await workbench.answer('labels.find', { dataset: 'noisy', ...ALL });
  const found = report.doubted.map(({ row }) => row);
  const { precision, recall } = scoresOf(found, new Set(flipped.keys()));
  expect(recall).toBeGreaterThan(0.5);
  expect(precision).toBeGreaterThan(0.5);
  expect(Object.values(report.doubted[0]?.values ?? {})).toHaveLength(2);
  const corrected = await workbench.answer('labels.correct', {
    ...{ dataset: 'noisy', group: null, name: 'clean', token: 'c' },
    ...{ relabel: [], exclude: found },
  });
  const { train, val, test: held } = corrected.rows;
  expect(train + val + held).toBe(600 - found.length);
});
