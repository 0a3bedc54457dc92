import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTemplate } from '../../../app/architecture/templates.ts';
import { type ImportOptions, SPLITS } from '../../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { openItemFields } from '../../../app/dataset/ratings/item-fields.ts';
import { rankingMeasures } from '../../../app/metrics/top-items.ts';
import { anEnvironment, aPlan } from '../../../app/testing/builders.ts';
import { suggestedPlan } from '../../../app/training/suggested-plan.ts';
import { executionPlan } from '../../engine/execution-plan.ts';
import { predict } from '../../engine/predict.ts';
import { rank } from '../../engine/rank.ts';
import { onnxCpuRuntime } from '../../engine/runtimes/onnx.ts';
import { aTrainWork, latestFile, runTraining } from '../../engine/testing/run-training.ts';
import { readItemTokens } from '../../shards/item-tokens.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit, type SplitData } from '../../shards/read.ts';
import { prepareInput } from '../prepare-input.ts';
import { previewDataset } from '../preview-dataset.ts';
import { reprepareDataset } from '../reprepare-dataset.ts';
import { findSameSource } from '../source-fingerprint.ts';
import { zipOf } from '../testing/archive-files.ts';
import { genreOf, ITEMS, moviesCsv, RATED, ratingsCsv, titleOf } from '../testing/rating-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';
import { ratingFacts } from './rating-facts.ts';

const workspace = useWorkspace();
async function imported(options: ImportOptions = {}, path = workspace.path('ratings.csv')) {
  await rm(workspace.datasetsFolder(), { recursive: true, force: true });
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const { ratings } = manifest.recipe;
  const tokens = unwrap(await readItemTokens(folder, manifest));
  if (ratings === undefined) throw new Error('No ratings');
  return { dataset, folder, manifest, ratings, tokens };
}

describe('a table of items', () => {
  test('that lies beside ratings of MovieLens is taken, unless it is not wanted', async () => {
    await workspace.write('ratings.csv', ratingsCsv());
    await workspace.write('movies.csv', moviesCsv());
    const { ratings, manifest, tokens } = await imported();
    const { items } = ratings;
    expect(items).toMatchObject({ column: 'movieId', title: 'title' });
    expect(items?.cold).toHaveLength(ITEMS - RATED);
    expect(items?.titles[ratings.item.ids.indexOf('7')]).toBe(titleOf(6));
    expect(items?.titles.at(-1)).toBe(titleOf(ITEMS - 1));
    expect(items?.fields.map(({ column, kind }) => `${column} ${kind}`)).toEqual([
      'title bins',
      'title words',
      'genres values',
      'length bins',
    ]);
    expect(tokens).toHaveLength((1 + ITEMS) * (items?.length ?? 0));
    const [user, item, said] = manifest.input.kind === 'tokens' ? (manifest.input.parts ?? []) : [];
    expect([user?.length, item?.length, said]).toEqual([
      1,
      1,
      { length: items?.length, vocabulary: items?.vocabulary, optional: true },
    ]);
    expect((await imported({ ratings: { items: null } })).ratings.items).toBeUndefined();
    const preview = unwrap(await previewDataset(workspace.path('ratings.csv'), {}));
    expect(preview.ratings?.items).toEqual({
      path: workspace.path('movies.csv'),
      rows: ITEMS,
      title: 'title',
      columns: ['title', 'genres', 'length'],
    });
  });

  test('without a header is told by its columns: u.item beside u.data', async () => {
    await workspace.write(
      'u.data',
      ratingsCsv().split('\n').slice(1).join('\n').replaceAll(',', '\t'),
    );
    const flags = (item: number) =>
      Array.from({ length: 19 }, (_, at) => (at === 5 + genreOf(item) || at === 5 ? 1 : 0));
    const line = (item: number) =>
      `${item + 1}|${titleOf(item)}|01-Jan-${1950 + item}||http://us.imdb.com/M/${item}|${flags(item).join('|')}`;
    const lines = Array.from({ length: ITEMS }, (_, item) => line(item)).join('\n');
    await workspace.write('u.item', Buffer.from(lines.replace('Film 3', 'Caf\u00e9 3'), 'latin1'));
    const { ratings } = await imported({}, workspace.path('u.data'));
    const { items } = ratings;
    expect(items?.titles[ratings.item.ids.indexOf('4')]).toContain('Café 3');
    const kinds = items?.fields.map(({ column, kind }) => `${column} ${kind}`) ?? [];
    expect(kinds).toContain('release date bins');
    expect(kinds).toContain('Drama flag');
    expect(kinds.some((kind) => kind.startsWith('IMDb URL'))).toBe(false);
  });

  test('is learnt from the items that training knows only', async () => {
    await workspace.write('ratings.csv', ratingsCsv());
    const path = await workspace.write('about.csv', moviesCsv());
    const first = await imported({ ratings: { items: path } });
    const changed = moviesCsv()
      .split('\n')
      .map((line, at) =>
        at > RATED ? `${at},Other ${at * 77},Noir|Odd ${at},${at * 1000}` : line,
      );
    await workspace.write('about.csv', changed.join('\n'));
    const second = await imported({ ratings: { items: path } });
    const { titles: _, ...fit } = first.ratings.items ?? { titles: [] };
    expect(second.ratings.items).toMatchObject(fit);
    const known = (1 + RATED) * (first.ratings.items?.length ?? 0);
    expect(second.tokens?.subarray(0, known)).toEqual(first.tokens?.subarray(0, known));
  });

  test('stays with what is prepared again, as in folds', async () => {
    await workspace.write('ratings.csv', ratingsCsv());
    const path = await workspace.write('about.csv', moviesCsv());
    const { dataset, folder, manifest, ratings } = await imported({ ratings: { items: path } });
    await rm(path);
    const { recipe } = manifest.recipe;
    if (recipe === null) throw new Error('No recipe');
    const again = unwrap(
      await reprepareDataset({
        from: dataset,
        fromFolder: folder,
        recipe,
        name: 'again',
        id: `${DATASET_ID}-2` as typeof DATASET_ID,
        createdAt: dataset.createdAt,
        datasetsFolder: workspace.datasetsFolder(),
        onProgress: () => {},
      }),
    );
    expect(again.fingerprint).toBe(dataset.fingerprint);
    expect(ratings.items?.cold).toHaveLength(ITEMS - RATED);
  });

  test('that has changed makes another source of the same ratings', async () => {
    await workspace.write('ratings.csv', ratingsCsv());
    await workspace.write('movies.csv', moviesCsv());
    const { folder } = await imported();
    const ratings = workspace.path('ratings.csv');
    expect(await findSameSource(ratings, {}, [folder])).toBe(folder);
    await workspace.write('movies.csv', moviesCsv().replace('Drama', 'Noir'));
    expect(await findSameSource(ratings, {}, [folder])).toBeNull();
  });

  test('comes from any kind of table', async () => {
    await workspace.write('ratings.csv', ratingsCsv());
    const lines = moviesCsv()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [movieId, name, genres] = line.split(',');
        return JSON.stringify({ movieId, name, genres });
      });
    const path = await workspace.write('about.jsonl', lines.join('\n'));
    const { ratings } = await imported({ ratings: { items: path } });
    expect(ratings.items).toMatchObject({ title: 'name' });
  });

  test.each([
    [
      'an item twice',
      (lines: string[]) => [...lines, lines[3] ?? ''],
      { code: 'dataset/item-duplicate', row: ITEMS + 2, item: '3', firstRow: 4 },
    ],
    [
      'no id',
      (lines: string[]) => lines.with(5, ',No id (1999),Drama,90'),
      { code: 'dataset/value-missing', row: 6, column: 'movieId' },
    ],
    [
      'an item of which nothing is said',
      (lines: string[]) => lines.with(8, '8,,,'),
      { code: 'dataset/item-bare', row: 9, item: '8' },
    ],
    [
      'a ragged row',
      (lines: string[]) => lines.with(2, '2,a'),
      { code: 'dataset/ragged-row', row: 3 },
    ],
    [
      '100,000 rows of one item',
      (lines: string[]) => [...lines, ...Array<string>(100_000).fill('999,Same,War,1')],
      { code: 'dataset/item-duplicate', row: ITEMS + 3, item: '999', firstRow: ITEMS + 2 },
    ],
    [
      'no column but the id',
      (lines: string[]) => lines.map((line) => line.split(',')[0] ?? ''),
      { code: 'dataset/no-features' },
    ],
  ])('is refused with %s', async (_, change, error) => {
    await workspace.write('ratings.csv', ratingsCsv());
    const path = await workspace.write('about.csv', change(moviesCsv().split('\n')).join('\n'));
    const refused = await workspace.importFile(workspace.path('ratings.csv'), {
      ratings: { items: path },
    });
    expect(refused).toMatchObject({ ok: false, error: { ...error, path } });
    expect(await workspace.left()).toEqual([]);
  });

  test('of binary rubbish is refused, and huge cells are read as far as they matter', async () => {
    await workspace.write('ratings.csv', ratingsCsv());
    const rubbish = await workspace.write('about.bin', Buffer.from('movieId,title\n1,a\0b\n'));
    expect(
      await workspace.importFile(workspace.path('ratings.csv'), { ratings: { items: rubbish } }),
    ).toMatchObject({
      ok: false,
      error: { code: 'dataset/encoding-invalid', path: rubbish, row: 2 },
    });
    const huge = moviesCsv()
      .split('\n')
      .with(1, `1,${'word '.repeat(100_000)},Drama,90`);
    const path = await workspace.write('huge.csv', huge.join('\n'));
    const { ratings } = await imported({ ratings: { items: path } });
    expect(ratings.items?.length).toBeLessThanOrEqual(48);
    expect(ratings.items?.titles[ratings.item.ids.indexOf('1')]?.length).toBeLessThanOrEqual(200);
  });

  test('in an archive is told by its place there, and of the dataset by its name', async () => {
    const files = [
      { name: 'ml/ratings.csv', content: ratingsCsv() },
      { name: 'ml/movies.csv', content: moviesCsv() },
    ];
    const path = await workspace.write('ml.zip', zipOf(files));
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview.ratings?.items?.path).toBe(`${path}/ml/movies.csv`);
    const { folder } = await imported({ ratings: { implicit: { positiveFrom: 3 } } }, path);
    expect(await ratingFacts(folder)).toMatchObject({
      implicit: { positiveFrom: 3 },
      items: { path: 'movies.csv', rows: preview.ratings?.items?.rows, title: 'title' },
    });
  });

  test('that lacks rated items says so before the import', async () => {
    await workspace.write('ratings.csv', ratingsCsv());
    const path = await workspace.write(
      'about.csv',
      moviesCsv().split('\n').toSpliced(3, 2).join('\n'),
    );
    const preview = unwrap(
      await previewDataset(workspace.path('ratings.csv'), { ratings: { items: path } }),
    );
    expect(preview.warnings).toContainEqual({ kind: 'items-undescribed', count: 2, item: '3' });
    expect((await imported({ ratings: { items: path } })).ratings.item.ids).toContain('3');
  });
});

test('what cells say becomes tokens, each once', () => {
  const read = openItemFields(
    [
      { kind: 'flag', column: 'new', first: 1 },
      { kind: 'values', column: 'genres', first: 2, separator: '|', values: ['Drama', 'War'] },
      { kind: 'bins', column: 'year', first: 4, of: 'year', edges: [1960, 1990] },
      { kind: 'bins', column: 'price', first: 7, of: 'number', edges: [2.5] },
    ],
    ['new', 'genres', 'year', 'price'],
  );
  expect(read(['1', 'War | Odd|War', '01-Jan-1995', '2.5'])).toEqual([1, 3, 6, 8]);
  expect(read(['0', null, 'unknown', '-1'])).toEqual([7]);
});

test('items that nobody has rated are told apart by what is said of them', async () => {
  await workspace.write('ratings.csv', ratingsCsv());
  const path = await workspace.write('about.csv', moviesCsv());
  const { dataset, folder, manifest, tokens } = await imported({ ratings: { items: path } });
  const model = unwrap(buildTemplate('recommend-hybrid', dataset));
  await mkdir(workspace.path('work'), { recursive: true });
  const plan = aPlan({
    ...suggestedPlan('recommend-hybrid', 400),
    batchSize: 32,
    learningRate: 0.01,
    epochs: 12,
  });
  const work = aTrainWork(workspace.path('work'), folder, { model, plan });
  const events = await runTraining(work);
  const runtime = onnxCpuRuntime(1, { spins: () => false });
  const means = {
    runtime,
    execution: await executionPlan(runtime),
    environment: anEnvironment(),
    memoryBytes: 2 ** 30,
    availableBytes: () => 2 ** 33,
  };
  const said = async (user: number, items: readonly number[]) => {
    const asked = items.map(async (item) => {
      const values = { userId: String(user), movieId: String(item) };
      const input = { kind: 'row', values } as const;
      const prepared = await prepareInput(manifest, dataset, input, undefined, tokens);
      const { rows, features } = unwrap(prepared);
      const checkpoint = latestFile(work);
      const answer = await predict(
        { kind: 'predict', checkpoint, rows, features, threads: 1 },
        means,
      );
      return unwrap(answer).outputs[0] ?? Number.NaN;
    });
    return Promise.all(asked);
  };
  expect(events.at(-1)).toMatchObject({ kind: 'done' });
  // Users of even numbers like comedies and horror, the others drama and war; items 33 and on are unrated.
  for (const user of [2, 5]) {
    const liked = [33, 35, 37, 39].map((item) => item + (user % 2 === 1 ? 0 : 1));
    const others = [33, 35, 37, 39].map((item) => item + (user % 2 === 1 ? 1 : 0));
    expect(Math.min(...(await said(user, liked)))).toBeGreaterThan(
      Math.max(...(await said(user, others))),
    );
  }

  const asked = { kind: 'rank', checkpoint: latestFile(work), datasetFolder: folder } as const;
  const ranked = unwrap(await rank({ ...asked, split: 'test', k: 5, threads: 1 }, means));
  expect(ranked.popularity).toEqual(await popularByHand(folder, manifest, ranked.k));
  expect([ranked.items, ranked.users]).toEqual([ITEMS, ranked.ofUsers]);
  const few = unwrap(
    await rank({ ...asked, split: 'test', k: 5, mostScores: 1, threads: 1 }, means),
  );
  expect([few.users, few.ofUsers, few.model.length]).toEqual([20, ranked.users, 20 * 4]);
});

/** Measures of the most rated items for each user who likes something in the test split, by sorting them all. */
async function popularByHand(
  folder: string,
  manifest: PreparedManifest,
  k: number,
): Promise<Float64Array> {
  const [train, val, test] = await Promise.all(
    SPLITS.map(async (split) => unwrap(await readSplit(folder, manifest, split))),
  );
  if (train === undefined || val === undefined || test === undefined)
    throw new Error('Three splits');
  const pairs = ({ features, rows }: SplitData) =>
    Array.from({ length: rows }, (_, row) => [features[row * 2] ?? 0, features[row * 2 + 1] ?? 0]);
  const counts = new Map<number, number>();
  for (const [, item = 0] of pairs(train)) counts.set(item, (counts.get(item) ?? 0) + 1);
  const liked = new Map<number, Set<number>>();
  for (const [row, [user = 0, item = 0]] of pairs(test).entries()) {
    if (user === 0 || (test.target[row] ?? 0) < 0) continue;
    liked.set(user, (liked.get(user) ?? new Set()).add(item));
  }
  const measures = [...liked].flatMap(([user, items]) => {
    const seen = [...pairs(train), ...pairs(val)].flatMap(([who, item = 0]) =>
      who === user ? [item] : [],
    );
    const order = Array.from({ length: ITEMS }, (_, at) => at + 1)
      .filter((item) => !seen.includes(item))
      .toSorted((left, right) => (counts.get(right) ?? 0) - (counts.get(left) ?? 0));
    return [...rankingMeasures(order.slice(0, k), items, k)];
  });
  return Float64Array.from(measures);
}
