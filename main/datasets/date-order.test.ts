import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImportOptions } from '../../app/dataset/dataset.ts';
import type { DatasetId } from '../../app/ids.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { reprepareDataset } from './reprepare-dataset.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

/** Rows of the first twelve days of each month, written so that none tells which number is the day; row 0 is the last. */
const ROWS = Array.from({ length: 144 }, (_, at) => {
  const back = 143 - at;
  return { day: 1 + (back % 12), month: 1 + Math.floor(back / 12) };
});
const two = (number: number) => String(number).padStart(2, '0');

async function homes(): Promise<string> {
  const lines = ROWS.map(({ day, month }, at) => `${two(day)}/${two(month)}/2024,${at % 7},${at}`);
  return workspace.write('homes.csv', `sold,rooms,price\n${lines.join('\n')}\n`);
}

/** Rows of the source that train. */
async function trainingRows(folder: string): Promise<readonly number[]> {
  const manifest = unwrap(await readManifest(folder));
  return [...unwrap(await readSplit(folder, manifest, 'train')).sourceRows].sort((a, b) => a - b);
}

const BY_TIME: ImportOptions = {
  task: 'regression',
  target: 'price',
  split: { kind: 'time', column: 'sold' },
};

test('dates of a table that tell no order are asked for, and read as somebody says', async () => {
  const path = await homes();
  expect(await workspace.importFile(path, BY_TIME)).toMatchObject({
    error: { code: 'dataset/date-unclear', column: 'sold' },
  });
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  for (const dateOrder of ['dmy', 'mdy'] as const) {
    const dataset = unwrap(await workspace.importFile(path, { ...BY_TIME, series: { dateOrder } }));
    expect(dataset.columns[0]).toMatchObject({ name: 'sold', type: 'datetime' });
    const { train } = dataset.rows;
    const time = ({ day, month }: (typeof ROWS)[number]) =>
      dateOrder === 'dmy' ? month * 100 + day : day * 100 + month;
    const inOrder = [...ROWS.entries()].sort(([, a], [, b]) => time(a) - time(b));
    const earliest = inOrder
      .slice(0, train)
      .map(([at]) => at)
      .sort((a, b) => a - b);
    expect(await trainingRows(folder)).toEqual(earliest);

    // The recipe says the order itself, so that the rows are dealt out alike when they are prepared again.
    const recipe = unwrap(await readManifest(folder)).recipe.recipe;
    const step = { kind: 'type', columns: ['sold'], type: 'datetime', dateOrder };
    expect(recipe?.steps[0]).toEqual(step);
    if (recipe == null) throw new Error('It has a recipe');
    const again = await reprepareDataset({
      ...{ from: dataset, fromFolder: folder, recipe, name: 'again', id: 'again' as DatasetId },
      createdAt: '2026-01-02T00:00:00.000Z',
      datasetsFolder: workspace.datasetsFolder(),
      onProgress: () => undefined,
    });
    unwrap(again);
    const other = join(workspace.datasetsFolder(), 'again');
    expect(await trainingRows(other)).toEqual(earliest);
    await rm(other, { recursive: true });
    await rm(folder, { recursive: true });
  }
});

test('a recipe of ratings says how the dates of their times are read, and goes on saying it', async () => {
  const lines = ROWS.map(
    ({ day, month }, at) => `u${at % 6},i${at % 23},${1 + (at % 5)},${two(day)}/${two(month)}/2024`,
  );
  const path = await workspace.write('rated.csv', `user,item,rating,date\n${lines.join('\n')}\n`);
  const options: ImportOptions = { split: { kind: 'leave-last-out' } };
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  for (const dateOrder of ['dmy', 'mdy'] as const) {
    const read = { ...options, series: { dateOrder } };
    const { fingerprint } = unwrap(await workspace.importFile(path, read));
    const recipe = unwrap(await readManifest(folder)).recipe.recipe;
    expect(recipe?.ratings).toMatchObject({ user: 'user', item: 'item', dateOrder });
    await rm(folder, { recursive: true });
    if (recipe == null) throw new Error('It has a recipe');
    expect(unwrap(await workspace.importFile(path, { recipe })).fingerprint).toBe(fingerprint);
    await rm(folder, { recursive: true });
  }
});

test('what the days of a column tell stands against another order, and no other column changes', async () => {
  const lines = ROWS.map(
    ({ day, month }, at) => `${two(day + 16)}/${two(month)}/2024,${at % 7},${at}`,
  );
  const path = await workspace.write('told.csv', `sold,rooms,price\n${lines.join('\n')}\n`);
  const dataset = unwrap(
    await workspace.importFile(path, { ...BY_TIME, series: { dateOrder: 'mdy' } }),
  );
  expect(dataset.columns.map(({ type }) => type)).toEqual(['datetime', 'number', 'number']);
});
