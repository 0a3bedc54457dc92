import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensor } from '../../shards/read.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();

const USERS = 12;
const PER_USER = 8;

/** [user, item, rating, seconds, given split]; times of a user run against the order of the file. */
const ROWS = Array.from({ length: USERS * PER_USER }, (_, at) => {
  const [user, turn] = [at % USERS, Math.floor(at / USERS)];
  const time = 880_000_000 + (PER_USER - turn) * 1000 + user;
  const given = ['train', 'train', 'train', 'val', 'test'][at % 5];
  return [user + 1, ((at * 7) % 20) + 1, (at % 5) + 1, time, given] as const;
});

const HEADER = 'userId,movieId,rating,timestamp,part';
const csv = () => [HEADER, ...ROWS.map((row) => row.join(','))].join('\n');

/** Rows of the source in each split. */
async function dealt(path: string, options: ImportOptions) {
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const rowsOf = async (split: 'train' | 'val' | 'test') => [
    ...unwrap(await readTensor(folder, manifest.splits[split].sourceRows)),
  ];
  const [train, val, test] = [await rowsOf('train'), await rowsOf('val'), await rowsOf('test')];
  return { dataset, train, val, test, split: manifest.recipe.recipe?.split };
}

const usersOf = (rows: readonly (number | bigint)[]) =>
  new Set(rows.map((row) => ROWS[Number(row)]?.[0]));
const timesOf = (rows: readonly (number | bigint)[]) =>
  rows.map((row) => ROWS[Number(row)]?.[3] ?? 0);

test('the last rating of each user tests, by a time that is found by itself', async () => {
  const path = await workspace.write('ratings.csv', csv());
  const {
    train,
    val,
    test: last,
    split,
  } = await dealt(path, { split: { kind: 'leave-last-out' } });
  expect(split).toEqual({ kind: 'leave-last-out', user: 'userId', time: 'timestamp' });
  expect([train.length, val.length, last.length]).toEqual([USERS * (PER_USER - 2), USERS, USERS]);
  // The first round of the file is the latest.
  expect(last.toSorted((a, b) => Number(a) - Number(b))).toEqual([...Array(USERS).keys()]);
  expect(usersOf(val).size).toBe(USERS);
});

test('MovieLens’ nameless ratings are left out by their fourth column', async () => {
  const rows = ROWS.map(([user, item, rating, time]) => `${user}\t${item}\t${rating}\t${time}`);
  const path = await workspace.write('u.data', rows.join('\n'));
  const { split } = await dealt(path, { split: { kind: 'leave-last-out' } });
  expect(split).toEqual({ kind: 'leave-last-out', user: 'column_1', time: 'column_4' });
});

test('ratings are dealt out by time, by user, as a column says, and at random by another seed', async () => {
  const path = await workspace.write('ratings.csv', csv());
  const again = async (options: ImportOptions) => {
    await rm(workspace.datasetsFolder(), { recursive: true, force: true });
    return dealt(path, options);
  };
  const fractions = { train: 0.5, val: 0.25, test: 0.25 };
  const byTime = await again({ split: { kind: 'time' }, splitFractions: fractions });
  expect(byTime.split).toEqual({ kind: 'time', column: 'timestamp', fractions });
  expect(byTime.train).toHaveLength(ROWS.length / 2);
  expect(Math.max(...timesOf(byTime.train))).toBeLessThan(Math.min(...timesOf(byTime.val)));
  expect(Math.max(...timesOf(byTime.val))).toBeLessThan(Math.min(...timesOf(byTime.test)));

  const byUser = await again({ split: { kind: 'grouped' } });
  expect(byUser.split).toMatchObject({ kind: 'grouped', column: 'userId' });
  const shared = [...usersOf(byUser.test)].filter((user) => usersOf(byUser.train).has(user));
  expect(shared).toEqual([]);

  const given = await again({ split: { kind: 'column', column: 'part' } });
  for (const [split, rows] of [
    ['train', given.train],
    ['val', given.val],
    ['test', given.test],
  ] as const) {
    expect(new Set(rows.map((row) => ROWS[Number(row)]?.[4]))).toEqual(new Set([split]));
  }

  const one = await again({ split: { kind: 'random' }, splitSeed: 1 });
  const other = await again({ split: { kind: 'random' }, splitSeed: 2 });
  expect(one.train).toHaveLength(other.train.length);
  expect(one.train).not.toEqual(other.train);
});

test('a chosen split wins over that of a recipe', async () => {
  const path = await workspace.write('ratings.csv', csv());
  const recipe = {
    version: 1,
    split: { kind: 'time', column: 'timestamp', fractions: { train: 0.6, val: 0.2, test: 0.2 } },
    ratings: { minimumPerUser: 2 },
    steps: [],
  } as const;
  const { split } = await dealt(path, { recipe, split: { kind: 'leave-last-out' } });
  expect(split).toMatchObject({ kind: 'leave-last-out' });
});

test('a split that has nothing to go by is refused by its field, one of running text whole', async () => {
  const bare = ROWS.map(([user, item, rating]) => `${user},${item},${rating}`);
  const path = await workspace.write('ratings.csv', ['user,item,rating', ...bare].join('\n'));
  expect(await workspace.importFile(path, { split: { kind: 'leave-last-out' } })).toEqual({
    ok: false,
    error: {
      code: 'recipe/invalid',
      place: 'split.time',
      value: '',
      expected: expect.stringContaining('user'),
    },
  });
  const missing = await workspace.importFile(path, { split: { kind: 'column', column: 'part' } });
  expect(missing).toMatchObject({
    error: { code: 'recipe/invalid', place: 'split.column', value: 'part' },
  });
  const plays = join(SAMPLES, 'tinyshakespeare.txt');
  expect(await workspace.importFile(plays, { split: { kind: 'random' } })).toMatchObject({
    error: { code: 'recipe/invalid', place: 'split', expected: 'absent' },
  });
  expect(await workspace.left()).toEqual([]);
});
