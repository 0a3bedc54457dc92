import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import { removePartialImports } from '../import-dataset.ts';
import { readDatasetRows } from '../read-rows.ts';
import { reprepareDataset } from '../reprepare-dataset.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';
import { SOURCE_COPY, storedRows } from './late-rows.ts';

const workspace = useWorkspace();

/** As many as make an import read them straight into columns. */
const ROWS = 21_000;
const CELLS = Array.from({ length: ROWS }, (_, row) => [
  `${row % 97}.50`,
  `city ${row % 7}`,
  `2026-01-${10 + (row % 19)}`,
]);

const folder = () => join(workspace.datasetsFolder(), DATASET_ID);

async function imported(): Promise<Dataset> {
  const lines = CELLS.map((cells, row) => `${cells.join(',')},${'ab'[row % 2]}\n`);
  const content = `size,city,day,label\n${lines.join('')}`;
  const path = await workspace.write('t.csv', content);
  const dataset = unwrap(await workspace.importFile(path, { target: 'label' }));
  expect(await readFile(join(folder(), SOURCE_COPY), 'utf8')).toBe(content);
  // Nothing goes back to the source.
  await rm(path);
  return dataset;
}

test('rows are made of the copied source when they are first read, as they came', async () => {
  const dataset = await imported();
  const page = unwrap(await readDatasetRows(folder(), dataset, 'val', 10, 5));
  for (const { sourceRow, values, actual } of page.rows) {
    const [size, city, day] = CELLS[sourceRow] ?? [];
    const label = 'ab'[sourceRow % 2];
    expect({ values, actual }).toEqual({ values: { size, city, day, label }, actual: label });
  }
  const names = await readdir(folder());
  expect(names).toContain('rows.parquet');
  expect(names.filter((name) => name.startsWith('rows-source'))).toEqual([]);
  expect(await workspace.left()).toEqual([DATASET_ID]);
});

test('readers that come together make the rows once', async () => {
  await imported();
  const asked = await Promise.all([1, 2, 3].map(() => storedRows(folder(), 'test')));
  for (const answer of asked) expect(unwrap(answer)).toBe(join(folder(), 'rows.parquet'));
  expect(unwrap(await storedRows(folder(), 'test'))).toBe(join(folder(), 'rows.parquet'));
});

test('what a process left that was killed while it made the rows is removed, and they are made again', async () => {
  await imported();
  const begun = `${folder()}.killed.partial`;
  await mkdir(begun);
  await writeFile(join(begun, 'rows.parquet'), 'half');
  await removePartialImports(workspace.datasetsFolder());
  expect(await workspace.left()).toEqual([DATASET_ID]);
  unwrap(await storedRows(folder(), 'test'));
});

test('a copy that is not what was imported is told, and stays for whoever looks into it', async () => {
  const dataset = await imported();
  const copy = join(folder(), SOURCE_COPY);
  const whole = await readFile(copy, 'utf8');
  await writeFile(copy, whole.slice(0, whole.length / 2));
  const read = await readDatasetRows(folder(), dataset, 'test', 0, 3);
  expect(read.ok ? null : read.error.code).toBe('dataset/damaged');
  expect(await workspace.left()).toEqual([DATASET_ID]);
  await writeFile(copy, whole);
  unwrap(await readDatasetRows(folder(), dataset, 'test', 0, 3));
});

test('another recipe takes the rows of a dataset that nobody has looked at', async () => {
  const from = await imported();
  const again = await reprepareDataset({
    from,
    fromFolder: folder(),
    recipe: { version: 1, steps: [{ kind: 'drop', columns: ['city', 'day'] }] },
    name: 'again',
    id: 'dataset-2' as Dataset['id'],
    createdAt: '2026-01-01T00:00:00.000Z',
    datasetsFolder: workspace.datasetsFolder(),
    onProgress: () => undefined,
  });
  expect(unwrap(again).input).toEqual({ kind: 'tabular', features: 1 });
});
