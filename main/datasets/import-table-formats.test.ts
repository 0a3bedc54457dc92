import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { formatOf } from './detect-format.ts';
import { previewDataset } from './preview-dataset.ts';
import { readSourceRows } from './read-rows.ts';
import {
  csvOf,
  jsonArrayOf,
  jsonLinesOf,
  type Rows,
  writeParquet,
  writeSqlite,
} from './testing/table-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

const TABLE: Rows = [
  ['size', 'it\'s "quoted"; ', '__proto__', 'y'],
  ...Array.from({ length: 24 }, (_, row) => [
    row % 7 === 3 ? null : row * 0.75 - 4,
    ['red', 'blue', '绿, "x"'][row % 3] ?? '',
    row,
    ['no', 'yes'][row % 2] ?? '',
  ]),
];

/** The same table in every format. */
const FORMS = {
  csv: (name: string) => workspace.write(name, csvOf(TABLE)),
  jsonl: (name: string) => workspace.write(name, jsonLinesOf(TABLE)),
  json: (name: string) => workspace.write(name, jsonArrayOf(TABLE)),
  sqlite: async (name: string) => {
    writeSqlite(workspace.path(name), 'a "table"', TABLE);
    return workspace.path(name);
  },
  parquet: async (name: string) => {
    await writeParquet(workspace.path(name), TABLE);
    return workspace.path(name);
  },
} as const;

describe('one table', () => {
  test('is one dataset, whatever file it came in and whatever that was called', async () => {
    const plain = unwrap(await workspace.importFile(await FORMS.csv('table.csv')));
    expect(plain.columns.map(({ name }) => name)).toEqual([
      'size',
      'it\'s "quoted";',
      '__proto__',
      'y',
    ]);
    for (const [format, write] of Object.entries(FORMS)) {
      await rm(workspace.datasetsFolder(), { recursive: true });
      const path = await write(`we[ir]d '${format}'.bin`);
      const dataset = unwrap(await workspace.importFile(path));
      expect(dataset.format).toBe(format === 'json' ? 'jsonl' : format);
      expect(dataset.columns).toEqual(plain.columns);
      expect(dataset.fingerprint).toBe(plain.fingerprint);
      const folder = join(workspace.datasetsFolder(), DATASET_ID);
      const [row] = unwrap(await readSourceRows(folder, dataset, [2]));
      expect(Object.entries(row?.values ?? {})).toContainEqual(['it\'s "quoted";', '绿, "x"']);
      expect(Object.entries(row?.values ?? {})).toContainEqual(['__proto__', '2']);
    }
  });

  test.each([
    ['csv', { kind: 'columns', rows: 25, columns: 4 }],
    ['jsonl', { kind: 'json-lines', lines: 20 }],
    ['json', { kind: 'json-array' }],
    ['sqlite', { kind: 'mark', mark: 'SQLite format 3' }],
    ['parquet', { kind: 'mark', mark: 'PAR1' }],
  ] as const)('as %s is recognised, and the preview says by what', async (format, why) => {
    const path = await FORMS[format]('table.bin');
    expect(unwrap(await previewDataset(path, {}))).toMatchObject({
      source: { why, archive: null },
      totalRows: 24,
    });
    const chosen = unwrap(await formatOf(path, 'csv'));
    expect(chosen).toEqual({ format: 'csv', confidence: 1, why: { kind: 'chosen' } });
  });
});

describe('a database', () => {
  test('is read from the first table that holds rows', async () => {
    const path = workspace.path('some.db');
    writeSqlite(path, 'b', TABLE);
    const database = new Database(path);
    database.exec('CREATE TABLE a (x, y)');
    database.close();
    expect(unwrap(await previewDataset(path, {}))).toMatchObject({
      tables: ['a', 'b'],
      table: 'b',
    });
  });

  test('offers its tables, not its views and indexes, and is left as it was', async () => {
    const path = workspace.path('many.db');
    writeSqlite(path, 'b', TABLE);
    const database = new Database(path);
    database.exec('CREATE TABLE a (x, y); CREATE VIEW v AS SELECT * FROM b');
    database.pragma('journal_mode = WAL');
    database.exec("INSERT INTO a VALUES (1, 'p')");
    const before = await readFile(path);
    expect(unwrap(await previewDataset(path, { table: 'b' }))).toMatchObject({
      tables: ['a', 'b'],
      table: 'b',
      totalRows: 24,
    });
    expect(unwrap(await previewDataset(path, {}))).toMatchObject({ table: 'a', totalRows: 1 });
    expect(await readFile(path)).toEqual(before);
    expect(await previewDataset(path, { table: 'v' })).toMatchObject({
      error: { code: 'dataset/table-missing', table: 'v', tables: ['a', 'b'] },
    });
    database.close();
  });

  test('with a value of a megabyte says which row', async () => {
    const path = workspace.path('long.db');
    writeSqlite(path, 't', [
      ['a', 'y'],
      [1, 'p'],
      ['x'.repeat(1_000_001), 'q'],
    ]);
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/value-too-long', row: 2, bytes: 1_000_001 },
    });
  });
});

describe('JSON that is no table is refused with its place', () => {
  const good = jsonLinesOf(TABLE);
  test.each([
    ['broken line', `${good}{"size": 1,, "y": "no"}\n`, { row: 25, column: 12, problem: 'syntax' }],
    ['cut line', `${good}{"size": 1, "y": "n`, { row: 25, problem: 'ends-early' }],
    ['number', `${good}17\n`, { row: 25, column: 1, problem: 'not-an-object' }],
    ['list', `${good}[1, 2]\n`, { row: 25, problem: 'not-an-object' }],
    ['cut list', '[{"a": 1},\n {"a": 2}', { row: 2, problem: 'ends-early' }],
    ['two commas', '[{"a": 1},\n,{"a": 2}]', { row: 2, column: 1, problem: 'syntax' }],
    ['text behind the list', '[{"a": 1}]\n x', { row: 2, column: 2, problem: 'syntax' }],
    [
      'deep value',
      `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`,
      { row: 1, problem: 'too-deep' },
    ],
    [
      'one line of nine megabytes',
      `{"a": "${'x'.repeat(9_000_000)}"}`,
      { row: 1, problem: 'too-long' },
    ],
  ])('%s', async (_, content, place) => {
    const path = await workspace.write('data.json', content);
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/json-invalid', path, ...place },
    });
    expect(await workspace.left()).toEqual([]);
  });

  test('five thousand columns', async () => {
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`c${at}`, at]));
    const path = await workspace.write('data.jsonl', JSON.stringify(wide));
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/too-many-columns', columns: 4097, maximumColumns: 4096 },
    });
  });

  test('columns that come late are missing before', async () => {
    const lines = Array.from({ length: 20 }, (_, row) =>
      JSON.stringify({ a: row * 1.5, y: 'pq'[row % 2], ...(row > 9 && { z: row * 2.5 }) }),
    );
    const path = await workspace.write('data.jsonl', `\ufeff${lines.join('\r\n')}`);
    const { columns } = unwrap(await workspace.importFile(path, { target: 'y' }));
    expect(columns.map(({ name, missing }) => [name, missing])).toEqual([
      ['a', 0],
      ['y', 0],
      ['z', 10],
    ]);
  });
});

describe('a Parquet file that lies', () => {
  test.each(['cut in the middle', 'cut in its footer', 'overwritten'])('%s', async (how) => {
    const path = await FORMS.parquet('table.parquet');
    const bytes = await readFile(path);
    const broken = Buffer.from(bytes);
    if (how === 'overwritten') broken.fill(0xee, 40, bytes.length - 12);
    const cut = how === 'cut in the middle' ? bytes.length / 2 : bytes.length - 5;
    await workspace.write('table.parquet', how === 'overwritten' ? broken : bytes.subarray(0, cut));
    expect(await workspace.importFile(path)).toMatchObject({
      error: {
        code: 'dataset/file-damaged',
        path,
        ...(how === 'overwritten'
          ? { reason: expect.stringMatching(/\w/) }
          : { reason: '', damage: 'cut' }),
      },
    });
    expect(await workspace.left()).toEqual([]);
  });
});
