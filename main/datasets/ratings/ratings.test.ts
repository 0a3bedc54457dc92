import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTemplate } from '../../../app/architecture/templates.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import type { RawInput } from '../../../app/dataset/raw-input.ts';
import { randomStream } from '../../../app/random.ts';
import { aPlan } from '../../../app/testing/builders.ts';
import { suggestedPlan } from '../../../app/training/suggested-plan.ts';
import { aTrainWork, runTraining } from '../../engine/testing/run-training.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit } from '../../shards/read.ts';
import { prepareInput } from '../prepare-input.ts';
import { previewDataset } from '../preview-dataset.ts';
import { readDatasetRows } from '../read-rows.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
const [USERS, ITEMS] = [40, 30];

/** Made-up ratings, of whom some are generous and some items good; every pair is rated with chance 1/2. */
function madeUp(): readonly (readonly [number, number, number, number])[] {
  const random = randomStream(7, 'ratings');
  const generous = Array.from({ length: USERS }, () => random.nextFloat() * 2 - 1);
  const good = Array.from({ length: ITEMS }, () => random.nextFloat() * 2 - 1);
  const rows: [number, number, number, number][] = [];
  for (const [user, above] of generous.entries()) {
    for (const [item, better] of good.entries()) {
      if (random.nextFloat() < 0.5) continue;
      const mark = Math.round(3 + above + better);
      rows.push([user + 100, item + 7, mark, 880_000_000 + rows.length * 1000]);
    }
  }
  return rows;
}

const asTabs = () =>
  madeUp()
    .map((row) => row.join('\t'))
    .join('\n');
const asCsv = () =>
  ['userId,movieId,rating,timestamp', ...madeUp().map((row) => row.join(','))].join('\n');

async function imported(path: string, options: ImportOptions = {}) {
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const { ratings, target } = manifest.recipe;
  if (ratings === undefined || target.kind !== 'standardize') throw new Error('No ratings');
  const prepare = (input: RawInput) => prepareInput(manifest, dataset, input);
  return { dataset, folder, manifest, ratings, target, prepare };
}

describe('ratings', () => {
  test.each([
    ['u.data', asTabs, ['column_1', 'column_2', 'column_3']],
    ['ratings.csv', asCsv, ['userId', 'movieId', 'rating']],
    [
      '评分.csv',
      () => asCsv().replace('userId,movieId,rating,timestamp', '用户,商品,评分,时间'),
      ['用户', '商品', '评分'],
    ],
  ])('are recognised in %s', async (name, content, columns) => {
    const path = await workspace.write(name, content());
    const { dataset, manifest, ratings, target } = await imported(path);
    expect(dataset).toMatchObject({ task: 'recommendation', target: columns[2], classes: [] });
    expect([ratings.user.column, ratings.item.column, target.column]).toEqual(columns);
    expect(dataset.columns.map(({ role }) => role)).toEqual([
      'feature',
      'feature',
      'target',
      'ignored',
    ]);
    const vocabulary = 1 + Math.max(ratings.user.ids.length, ratings.item.ids.length);
    const parts = [ratings.user, ratings.item].map(({ ids }) => ({
      length: 1,
      vocabulary: 1 + ids.length,
    }));
    expect(manifest.input).toEqual({ kind: 'tokens', length: 2, vocabulary, parts });
  });

  test('are stored as the numbers of user and item with the standardised rating', async () => {
    const { dataset, folder, manifest, ratings, target, prepare } = await imported(
      await workspace.write('ratings.csv', asCsv()),
    );
    const { features, target: stored } = unwrap(await readSplit(folder, manifest, 'test'));
    const shown = unwrap(await readDatasetRows(folder, dataset, 'test', 0, 20));
    for (const [at, { values = {}, actual }] of shown.rows.entries()) {
      const { userId = null, movieId = null, rating } = values;
      const own = features.slice(at * 2, at * 2 + 2);
      expect([...own].map((id, place) => [ratings.user, ratings.item][place]?.ids[id - 1])).toEqual(
        [userId, movieId],
      );
      expect((stored[at] ?? 0) * target.stddev + target.mean).toBeCloseTo(Number(rating), 5);
      expect(actual).toBe(rating);
      const asked = unwrap(await prepare({ kind: 'row', values: { userId, movieId } }));
      expect([...asked.features]).toEqual([...own]);
    }
  });

  test('have ids and scale from the training split only', async () => {
    const lines = asCsv().split('\n');
    const first = await imported(await workspace.write('a.csv', lines.join('\n')));
    const { sourceRows } = unwrap(await readSplit(first.folder, first.manifest, 'test'));
    const changed = lines.map((line, at) =>
      sourceRows.includes(at - 1) ? `9${at},8${at},5,880000000` : line,
    );
    await rm(first.folder, { recursive: true });
    const second = await imported(await workspace.write('b.csv', changed.join('\n')));
    expect(second.ratings).toEqual(first.ratings);
    expect(second.target).toEqual(first.target);
    const { features } = unwrap(await readSplit(second.folder, second.manifest, 'test'));
    expect(features.every((id) => id === 0)).toBe(true);
  });

  test('are dealt out by time where a recipe leaves out the last of each user', async () => {
    const split = { kind: 'leave-last-out', user: 'userId', time: 'timestamp' } as const;
    const { folder, manifest, ratings } = await imported(
      await workspace.write('ratings.csv', asCsv()),
      { recipe: { version: 1, steps: [], split } },
    );
    const { features, rows } = unwrap(await readSplit(folder, manifest, 'test'));
    expect(rows).toBe(USERS);
    const users = [...features].filter((_, at) => at % 2 === 0);
    expect(new Set(users).size).toBe(ratings.user.ids.length);
  });

  test('are asked for in a file, and unknown users are nobody', async () => {
    const { prepare } = await imported(await workspace.write('ratings.csv', asCsv()));
    const path = await workspace.write('ask.csv', 'movieId,userId\n7,100\n7,someone\n');
    const { rows, features } = unwrap(await prepare({ kind: 'file', path }));
    expect(rows).toBe(2);
    expect([...features]).toEqual([expect.any(Number), features[1], 0, features[1]]);
    expect(features[0]).toBeGreaterThan(0);
    expect(await prepare({ kind: 'row', values: { film: '7' } })).toMatchObject({
      ok: false,
      error: { code: 'run/input-invalid', place: 'film' },
    });
  });

  test('take columns of choice, and are refused without', async () => {
    const odd = asCsv().replace('userId,movieId,rating', 'who,what,mark');
    const path = await workspace.write('odd.csv', odd);
    const task = 'recommendation';
    expect(await workspace.importFile(path, { task })).toMatchObject({
      ok: false,
      error: { code: 'dataset/column-missing', column: 'user' },
    });
    const options = { target: 'mark', ratings: { user: 'who', item: 'what' } };
    expect((await imported(path, options)).dataset.task).toBe(task);
  });

  test('without a user or an item are told of before the import', async () => {
    const path = await workspace.write('ratings.csv', `${asCsv().trimEnd()}\n1,,4,1\n`);
    for (const implicit of [undefined, {}]) {
      const preview = unwrap(await previewDataset(path, { ratings: { implicit } }));
      expect(preview.warnings).toEqual([{ kind: 'ids-missing', column: 'movieId', count: 1 }]);
    }
  });

  test('without a user or an item are left out, whatever is learnt', async () => {
    const whole = madeUp().length;
    const gaps = ['1,,4,1', ',9,4,1', ',,4,1', 'NA,9,4,1'].join('\n');
    const path = await workspace.write('ratings.csv', `${asCsv().trimEnd()}\n${gaps}\n`);
    const { dataset, ratings } = await imported(path);
    expect(dataset.rows.train + dataset.rows.val + dataset.rows.test).toBe(whole);
    expect([ratings.user.ids.length, ratings.item.ids.length]).toEqual([USERS, ITEMS]);
    await rm(join(workspace.datasetsFolder(), DATASET_ID), { recursive: true });
    const choices = { ratings: { implicit: { positiveFrom: 3 } } };
    const chosen = unwrap(await workspace.importFile(path, choices));
    const { train, val, test: tested } = chosen.rows;
    expect(train + val + tested).toBe(madeUp().filter(([, , mark]) => mark >= 3).length);
  });

  test('that are no numbers are refused with their place', async () => {
    const lines = asCsv().split('\n');
    const path = await workspace.write('a.csv', lines.with(3, '1,2,good,880000000').join('\n'));
    expect(await workspace.importFile(path)).toMatchObject({
      ok: false,
      error: { code: 'dataset/bad-value', row: 4, column: 'rating', value: 'good' },
    });
  });

  test('stay a plain table where something else is to be learnt', async () => {
    const path = await workspace.write('ratings.csv', asCsv());
    const dataset = unwrap(await workspace.importFile(path, { task: 'regression' }));
    expect(dataset).toMatchObject({ task: 'regression', input: { kind: 'tabular' } });
  });
});

test.each(['recommend-mf', 'recommend-ncf', 'recommend-two-tower'] as const)(
  '%s beats the mean',
  async (id) => {
    const { dataset, folder } = await imported(await workspace.write('u.data', asTabs()));
    const model = unwrap(buildTemplate(id, dataset));
    await mkdir(workspace.path('work'), { recursive: true });
    const plan = aPlan({
      ...suggestedPlan(id, 400),
      batchSize: 32,
      learningRate: 0.01,
      epochs: 15,
    });
    const events = await runTraining(aTrainWork(workspace.path('work'), folder, { model, plan }));
    const losses = events.flatMap((event) =>
      event.kind === 'epoch'
        ? event.points.filter(({ tag }) => tag === 'val/loss').map(({ value }) => value)
        : [],
    );
    expect(losses.length).toBeGreaterThan(0);
    // The mean has a loss of about 1, since ratings are standardised.
    expect(Math.min(...losses)).toBeLessThan(0.5);
  },
);
