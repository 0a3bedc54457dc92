import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { likes, moviesCsv, RATED, ratingsCsv, titleOf } from './datasets/testing/rating-files.ts';
import { TestWorkbench } from './testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

async function trained(
  template: string,
  options: object = {},
  plan: object = { epochs: 12, batchSize: 32, learningRate: 0.01 },
) {
  const folder = workbench.home;
  writeFileSync(join(folder, 'ratings.csv'), ratingsCsv());
  writeFileSync(join(folder, 'movies.csv'), moviesCsv());
  await workbench.answer('datasets.import', {
    path: join(folder, 'ratings.csv'),
    name: 'films',
    options,
    token: 'import',
  });
  const built = await workbench.answer('templates.build', { template, dataset: 'films' });
  const [run] = await workbench.answer('runs.start', {
    dataset: 'films',
    model: built.model,
    template,
    plan: { ...built.plan, ...plan },
    name: null,
    tags: [],
  });
  if (run === undefined) throw new Error('No run was started');
  const ended = await workbench.ended(run.id);
  expect(ended.error).toBeNull();
  return ended;
}

type Told = readonly { readonly item: string; readonly score: number }[];

const scoresOf = (items: Told) => items.map(({ score }) => expect.closeTo(score, 4));

/** What the exported model says of items, for one who is asked by id. */
async function exportedScores(run: string, user: string, items: Told): Promise<readonly number[]> {
  const path = join(workbench.home, `${user}.onnx`);
  const { takes, inputs } = await workbench.answer('runs.export', { run, to: 'onnx', path });
  expect([takes, inputs.map(({ column }) => column)]).toEqual(['raw', ['userId', 'movieId']]);
  const session = await ort.InferenceSession.create(path);
  const ids = (texts: readonly string[]) => new ort.Tensor('string', [...texts], [texts.length, 1]);
  const { value } = await session.run({
    userId: ids(items.map(() => user)),
    movieId: ids(items.map(({ item }) => item)),
  });
  await session.release();
  return Array.from(value?.data as Float64Array | Float32Array);
}

test('ratings become what users would like, better than what is popular, films that nobody rated among them', async () => {
  const run = await trained('recommend-hybrid');
  const evaluation = await workbench.answer('runs.evaluate', { run: run.id, split: 'test' });
  const { ranking, metrics, intervals } = evaluation;
  expect(ranking).toMatchObject({ k: 10, users: ranking?.ofUsers, items: 40 });
  expect(ranking?.relevantFrom).toBeGreaterThan(1);
  for (const name of ['hit-rate@10', 'recall@10', 'ndcg@10', 'mrr@10']) {
    expect(metrics[name]).toBe(run.metrics[`test/${name}`]);
    expect(metrics[name]).toBeGreaterThan(ranking?.popularity[name] ?? 1);
    expect(intervals[name]?.[0]).toBeLessThanOrEqual(metrics[name] ?? 0);
  }
  expect(metrics['coverage@10']).toBeGreaterThan(ranking?.popularity['coverage@10'] ?? 1);
  const stored = await workbench.answer('runs.get', { run: run.id });
  expect(stored.evaluations).toContainEqual(evaluation);

  const asked = { run: run.id, user: '2', count: 8, includeSeen: false };
  const told = await workbench.answer('runs.recommend', asked);
  expect(told).toMatchObject({ user: '2', scores: 'rating' });
  expect(told.items).toHaveLength(8);
  for (const { item, title, seen, score } of told.items) {
    expect(seen).toBe(false);
    expect(title).toBe(titleOf(Number(item) - 1));
    expect(score).toBeLessThan(8);
  }
  const films = told.items.map(({ item }) => Number(item) - 1);
  expect(films.filter((film) => likes(1, film)).length).toBeGreaterThanOrEqual(7);
  expect(films.some((film) => film >= RATED)).toBe(true);
  expect(told.candidates).toBe(40 - told.ratedCount);
  expect(told.rated.map(({ rating }) => Math.round(rating ?? 0))).toEqual(
    told.rated.map(({ rating }) => Math.round(rating ?? 0)).toSorted((a, b) => b - a),
  );
  expect(told.rated[0]?.title).toMatch(/^Film/);

  const all = await workbench.answer('runs.recommend', { ...asked, includeSeen: true, count: 40 });
  expect(all.items.filter(({ seen }) => seen)).toHaveLength(told.ratedCount);
  const { total, users } = await workbench.answer('runs.users', {
    run: run.id,
    search: '1',
    limit: 3,
  });
  expect([users[0], users.length]).toEqual(['1', 3]);
  expect(total).toBeGreaterThan(10);
  expect(await workbench.request('runs.recommend', { ...asked, user: 'nobody' })).toMatchObject({
    ok: false,
    error: { code: 'run/user-unknown', user: 'nobody', users: 60 },
  });
  const { rows } = await workbench.answer('runs.scored', {
    run: run.id,
    split: 'test',
    actual: null,
    predicted: null,
    onlyWrong: false,
    offset: 0,
    limit: 3,
  });
  for (const { values = {} } of rows) {
    expect(values.title).toBe(titleOf(Number(values.movieId) - 1));
  }
  // The row that is asked is the one that was ranked.
  const [best] = told.items;
  const { predictions } = await workbench.answer('runs.predict', {
    run: run.id,
    input: { kind: 'row', values: { userId: '2', movieId: best?.item ?? '' } },
  });
  expect(predictions[0]?.value).toBeCloseTo(best?.score ?? 0, 4);
  expect(await exportedScores(run.id, '2', told.items)).toEqual(scoresOf(told.items));
});

test('choices are told with the chance of one, or in an order', async () => {
  const implicit = { positiveFrom: 4, negatives: 3 };
  const run = await trained('recommend-mf', { ratings: { implicit } });
  expect(run.metrics['test/ndcg@10']).toBeGreaterThan(0);
  const asked = { run: run.id, user: '5', count: 5, includeSeen: false };
  const told = await workbench.answer('runs.recommend', asked);
  expect(told.scores).toBe('probability');
  expect(told.rated.every(({ rating }) => rating === null)).toBe(true);
  for (const { score } of told.items) expect(score).toBeGreaterThan(0);
  for (const { score } of told.items) expect(score).toBeLessThan(1);
  const films = told.items.map(({ item }) => Number(item) - 1);
  // By ids alone, films that nobody rated cannot be told apart.
  expect(films.every((film) => film < RATED)).toBe(true);
  expect(films.filter((film) => likes(4, film)).length).toBeGreaterThanOrEqual(4);
  const { predictions } = await workbench.answer('runs.predict', {
    run: run.id,
    input: { kind: 'row', values: { userId: '5', movieId: told.items[0]?.item ?? '' } },
  });
  expect(predictions).toEqual([{ value: expect.closeTo(told.items[0]?.score ?? 0, 4) }]);
  expect(await exportedScores(run.id, '5', told.items)).toEqual(scoresOf(told.items));
  const { ranking } = await workbench.answer('runs.evaluate', { run: run.id, split: 'val' });
  expect(ranking?.relevantFrom).toBeNull();
});
