import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { previewDataset } from './preview-dataset.ts';
import { findSameSource } from './source-fingerprint.ts';
import { zipOf } from './testing/archive-files.ts';
import { readStoredCells } from './testing/stored-cells.ts';
import { csvOf, jsonLinesOf, type Rows, writeParquet } from './testing/table-files.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const files = useWorkspace();
const HEADER = ['x', 'label'];

/** Rows whose `x` counts on from a number. */
const rowsFrom = (from: number, count: number): Rows => [
  HEADER,
  ...Array.from({ length: count }, (_, at) => [from + at, (from + at) % 2 ? 'odd' : 'even']),
];

test('a folder of parts is one table, its files in natural order', async () => {
  for (let part = 1; part <= 11; part += 1) {
    await files.write(`export/part-${part}.csv`, csvOf(rowsFrom(part * 10, 10)));
  }
  await files.write('export/_SUCCESS', '');
  await files.write('export/README.md', '# An export');
  const preview = unwrap(await previewDataset(files.path('export'), {}));
  expect(preview).toMatchObject({
    format: 'csv',
    suggestedName: 'export',
    totalRows: 110,
    source: {
      why: { kind: 'table-parts', files: 11, first: 'part-1.csv', last: 'part-11.csv' },
      archive: null,
    },
  });
  const dataset = unwrap(await files.importFile(files.path('export')));
  expect(dataset.columns.map(({ name }) => name)).toEqual(HEADER);
  const cells = await readStoredCells(join(files.datasetsFolder(), dataset.id));
  expect(cells.map(([x]) => Number(x))).toEqual(Array.from({ length: 110 }, (_, at) => 10 + at));
});

test('more parts than are put together at once keep their order, and their lines', async () => {
  for (let part = 0; part < 150; part += 1) {
    await files.write(`many/${part}.csv`, csvOf(rowsFrom(part * 3, 3)));
  }
  const dataset = unwrap(await files.importFile(files.path('many')));
  const cells = await readStoredCells(join(files.datasetsFolder(), dataset.id));
  expect(cells.map(([x]) => Number(x))).toEqual(Array.from({ length: 450 }, (_, at) => at));
});

test('columns are matched by name, also packed, and in other formats', async () => {
  const turned = rowsFrom(20, 10).map(([x, label]) => [label ?? null, x ?? null]);
  await files.write('turned/a.csv', csvOf(rowsFrom(0, 20)));
  await files.write('turned/b.csv.gz', gzipSync(csvOf(turned)));
  const dataset = unwrap(await files.importFile(files.path('turned')));
  const cells = await readStoredCells(join(files.datasetsFolder(), dataset.id));
  expect(cells[20]).toEqual(['20', 'even']);
  expect(cells[29]).toEqual(['29', 'odd']);

  await mkdir(files.path('pq'));
  await writeParquet(files.path('pq/jan.parquet'), rowsFrom(0, 10));
  await writeParquet(files.path('pq/feb.parquet'), rowsFrom(10, 10));
  expect(unwrap(await previewDataset(files.path('pq'), {}))).toMatchObject({
    format: 'parquet',
    totalRows: 20,
  });

  // Objects may lack what others have.
  const named = rowsFrom(10, 10).map((row, at) => [...row, at === 0 ? 'more' : at]);
  await files.write('json/1.jsonl', jsonLinesOf(rowsFrom(0, 10)));
  await files.write('json/2.jsonl', jsonLinesOf(named));
  const json = unwrap(await previewDataset(files.path('json'), {}));
  expect(json.columns.map(({ name, missing }) => [name, missing])).toEqual([
    ['x', 0],
    ['label', 0],
    ['more', 10],
  ]);
});

test('a part with other columns is refused by name and column', async () => {
  await files.write('differ/2021.csv', csvOf(rowsFrom(0, 10)));
  await files.write('differ/2022.csv', csvOf([['x', 'klass'], ...rowsFrom(0, 10).slice(1)]));
  const path = files.path('differ/2022.csv');
  expect(await files.importFile(files.path('differ'))).toEqual({
    ok: false,
    error: {
      code: 'dataset/part-columns',
      path,
      column: 'klass',
      lacking: false,
      other: '2021.csv',
    },
  });
  await files.write('differ/2022.csv', csvOf(rowsFrom(0, 10).map(([x]) => [x ?? null])));
  expect(await files.importFile(files.path('differ'))).toMatchObject({
    error: { code: 'dataset/part-columns', path, column: 'label', lacking: true },
  });
  const alone = await previewDataset(files.path('differ'), { member: '2021.csv' });
  expect(unwrap(alone).totalRows).toBe(10);
  expect(await files.left()).toEqual([]);
});

test('what is wrong in a part is told of that file and its own row', async () => {
  await files.write('wrong/1.csv', csvOf(rowsFrom(0, 12)));
  await files.write('wrong/2.csv', `x,label\n1,even\n2,\n3,odd\n`);
  expect(await files.importFile(files.path('wrong'), { target: 'label' })).toMatchObject({
    error: { code: 'dataset/target-value-missing', path: files.path('wrong/2.csv'), row: 3 },
  });
});

test('decimal commas in a later part hold for the ones before it', async () => {
  await files.write('comma/1.csv', 'x;y\n1;2\n3;4\n5;6\n7;8\n');
  await files.write('comma/2.csv', 'x;y\n1,5;2\n3,25;4\n5;6\n7;8\n');
  const preview = unwrap(await previewDataset(files.path('comma'), {}));
  expect(preview.columns.map(({ name, type }) => [name, type])).toEqual([
    ['x', 'number'],
    ['y', 'number'],
  ]);
  expect(preview.warnings).toContainEqual({
    kind: 'decimal-comma',
    file: '2.csv',
    row: 2,
    column: 'x',
    value: '1,5',
  });
});

test('of a folder with different tables, or with one file, a file is read, and the others are told', async () => {
  await files.write('mixed/a.csv', csvOf(rowsFrom(0, 30)));
  await files.write('mixed/b.csv', csvOf([['id', 'name'], ...rowsFrom(0, 5).slice(1)]));
  const mixed = unwrap(await previewDataset(files.path('mixed'), {}));
  expect(mixed.totalRows).toBe(30);
  expect(mixed.source.archive).toMatchObject({
    kind: 'folder',
    member: 'a.csv',
    members: ['a.csv', 'b.csv'],
  });
  const missing = await previewDataset(files.path('mixed'), { member: 'c.csv' });
  expect(missing).toMatchObject({ error: { code: 'dataset/member-missing', member: 'c.csv' } });

  await files.write('book/text.txt', 'Once upon a time there was a fire in a hearth.\n'.repeat(80));
  expect(unwrap(await previewDataset(files.path('book'), {}))).toMatchObject({
    format: 'text',
    task: 'language-modeling',
  });
  expect(unwrap(await files.importFile(files.path('book'))).format).toBe('text');
});

test('an archive of parts is one table too, and every part counts for the fingerprint', async () => {
  const zip = zipOf([
    { name: 'part-0.csv', content: csvOf(rowsFrom(0, 10)) },
    { name: 'part-1.csv', content: csvOf(rowsFrom(10, 10)) },
  ]);
  const path = await files.write('parts.zip', zip);
  expect(unwrap(await previewDataset(path, {}))).toMatchObject({ format: 'csv', totalRows: 20 });

  await files.write('same/1.csv', csvOf(rowsFrom(0, 10)));
  await files.write('same/2.csv', csvOf(rowsFrom(10, 10)));
  const { id } = unwrap(await files.importFile(files.path('same')));
  const stored = [join(files.datasetsFolder(), id)];
  expect(await findSameSource(files.path('same'), {}, stored)).toBe(stored[0]);
  await files.write('same/2.csv', csvOf(rowsFrom(20, 10)));
  expect(await findSameSource(files.path('same'), {}, stored)).toBeNull();
});
