import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTemplate } from '../../../app/architecture/templates.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { randomStream } from '../../../app/random.ts';
import { aPlan } from '../../../app/testing/builders.ts';
import {
  aTrainWork,
  epochMetrics,
  eventsOf,
  latestFile,
  runTraining,
  runUntilCall,
} from '../../engine/testing/run-training.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit } from '../../shards/read.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
const [USERS, ITEMS] = [60, 30];
const implicit = {};

/** Users of two kinds, who each choose items of their own kind; `mark` says what a rating would be. */
function madeUp(withRating: boolean): string {
  const random = randomStream(4, 'choices');
  const rows = [withRating ? 'user,item,rating' : 'user,item'];
  for (let user = 0; user < USERS; user += 1) {
    for (let item = 0; item < ITEMS; item += 1) {
      const isOwn = (user + item) % 2 === 0;
      if (random.nextFloat() < 0.4) continue;
      if (withRating) rows.push(`u${user},i${item},${isOwn ? 4 : 2}`);
      else if (isOwn) rows.push(`u${user},i${item}`);
    }
  }
  return rows.join('\n');
}

async function imported(options: ImportOptions, withRating = false) {
  const path = await workspace.write('clicks.csv', madeUp(withRating));
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const { ratings } = manifest.recipe;
  if (ratings === undefined) throw new Error('No ratings');
  const train = unwrap(await readSplit(folder, manifest, 'train'));
  const val = unwrap(await readSplit(folder, manifest, 'val'));
  return { dataset, folder, manifest, ratings, train, val };
}

describe('choices', () => {
  test('are stored with items that were not chosen in training', async () => {
    const { dataset, manifest, ratings, train, val } = await imported({ ratings: { implicit } });
    expect(dataset).toMatchObject({ task: 'recommendation', target: null });
    expect(ratings.negatives).toEqual({ count: 4, draw: 'uniform' });
    expect(manifest.sampleTarget).toEqual({ kind: 'values', shape: [5] });
    const chosen = new Set<string>();
    for (let row = 0; row < train.rows; row += 1) {
      chosen.add(`${train.features[row * 6]} ${train.features[row * 6 + 1]}`);
    }
    for (const { features, target, rows } of [train, val]) {
      for (let row = 0; row < rows; row += 1) {
        const [user, own, ...others] = features.subarray(row * 6, (row + 1) * 6);
        expect(others.filter((item) => item === own || chosen.has(`${user} ${item}`))).toEqual([]);
        expect([...target.subarray(row * 5, (row + 1) * 5)]).toEqual([1, 0, 0, 0, 0]);
      }
    }
  });

  test('are ratings from a number on; the others are left out', async () => {
    const options = { ratings: { implicit: { positiveFrom: 4, negatives: 2 } } };
    const { dataset, train, val } = await imported(options, true);
    const lines = madeUp(true).split('\n').slice(1);
    const liked = lines.filter((line) => line.endsWith(',4')).length;
    const { rows } = dataset;
    expect(rows.train + rows.val + rows.test).toBe(liked);
    for (const row of [...train.sourceRows, ...val.sourceRows]) {
      expect(lines[row]).toMatch(/,4$/);
    }
    const path = workspace.path('clicks.csv');
    expect(
      await workspace.importFile(path, { ratings: { implicit: { positiveFrom: 9 } } }),
    ).toMatchObject({ ok: false, error: { code: 'dataset/no-choices', positiveFrom: 9 } });
  });

  test('whose rows say nothing of a rating need none, but a threshold does', async () => {
    const path = await workspace.write('clicks.csv', madeUp(false));
    expect(
      await workspace.importFile(path, { ratings: { implicit: { positiveFrom: 4 } } }),
    ).toMatchObject({ ok: false, error: { code: 'dataset/column-missing', column: 'rating' } });
  });
});

test.each(['recommend-mf', 'recommend-bpr', 'recommend-ncf', 'recommend-two-tower'] as const)(
  '%s learns choices',
  async (id) => {
    const { dataset, folder } = await imported({ ratings: { implicit } });
    const model = unwrap(buildTemplate(id, dataset));
    await mkdir(workspace.path('work'), { recursive: true });
    const plan = aPlan({ batchSize: 64, learningRate: 0.01, epochs: 25 });
    const events = await runTraining(aTrainWork(workspace.path('work'), folder, { model, plan }));
    const losses = eventsOf(events, 'epoch').map(({ report }) => report.metrics['val/loss'] ?? 9);
    // Knowing nothing: one in five is chosen, one of two stands above the other. Who likes what is worth a third.
    const [nothing, known] = id === 'recommend-bpr' ? [Math.log(2), 0.42] : [0.5, 0.33];
    expect(Math.min(...losses)).toBeLessThan((nothing + known) / 2);
  },
);

test('a run that was stopped within an epoch draws what it would have drawn', async () => {
  const { dataset, folder, train } = await imported({ ratings: { implicit } });
  const model = unwrap(buildTemplate('recommend-bpr', dataset));
  const plan = aPlan({ batchSize: 16, learningRate: 0.01, epochs: 3 });
  const work = (name: string, resumeFrom: string | null = null) =>
    aTrainWork(workspace.path(name), folder, { model, plan, resumeFrom });
  for (const name of ['whole', 'parts']) await mkdir(workspace.path(name), { recursive: true });
  const seen: string[][] = [];
  const whole = await runTraining(work('whole'), {
    longestCall: 4,
    beforeCall: (_, { features, indices }) => {
      if (features?.data instanceof Int32Array && indices !== undefined) {
        seen.push([features.data.join(' ')]);
      }
    },
  });
  expect(new Set(seen.map(([rows]) => rows)).size).toBeGreaterThan(train.rows / 16 / 4);
  const calls = Math.ceil(train.rows / 16 / 4) + 3;
  await runUntilCall(work('parts'), calls, { longestCall: 4 });
  const resumed = await runTraining(work('parts', latestFile(work('parts'))), { longestCall: 7 });
  expect(epochMetrics(resumed).at(-1)).toEqual(epochMetrics(whole).at(-1));
});

test('epochs differ in what is drawn, and in nothing else', async () => {
  const { dataset, folder, train } = await imported({ ratings: { implicit } });
  const model = unwrap(buildTemplate('recommend-mf', dataset));
  await mkdir(workspace.path('work'), { recursive: true });
  const plan = aPlan({ batchSize: train.rows, epochs: 2, learningRate: 0.01 });
  const epochs: Int32Array[] = [];
  await runTraining(aTrainWork(workspace.path('work'), folder, { model, plan }), {
    longestCall: 1,
    beforeCall: (_, { features }) => {
      if (features?.data instanceof Int32Array && features.data.length === train.rows * 6) {
        epochs.push(features.data);
      }
    },
  });
  const [first, second] = epochs.slice(-2);
  if (first === undefined || second === undefined) throw new Error('Two epochs were trained');
  const part = (rows: Int32Array, from: number, to: number) =>
    Array.from({ length: train.rows }, (_, row) =>
      rows.slice(row * 6 + from, row * 6 + to).join(),
    ).sort();
  expect(part(second, 0, 2)).toEqual(part(first, 0, 2));
  expect(part(second, 2, 6)).not.toEqual(part(first, 2, 6));
});
