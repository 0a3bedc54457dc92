import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { DatasetPreview, SplitCounts } from '../../app/dataset/dataset.ts';
import { readManifest } from '../shards/manifest.ts';
import { prepareInput } from './prepare-input.ts';
import { previewDataset } from './preview-dataset.ts';
import { readSourceRows } from './read-rows.ts';
import { sheetData, workbookOf } from './testing/archive-files.ts';
import { writeSqlite } from './testing/table-files.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

type Files = Readonly<Record<string, string | Uint8Array>>;

interface Case {
  readonly files: Files;
  /** What to import; the folder where left out. */
  readonly path?: string;
  readonly preview: Partial<Record<keyof DatasetPreview, unknown>>;
  readonly rows: SplitCounts;
}

function table(rows: number, names: string, row: (at: number) => string): string {
  return `${[names, ...Array.from({ length: rows }, (_, at) => row(at))].join('\n')}\n`;
}

const labelled = (rows: number) =>
  table(rows, 'a,b,label', (at) => `${at % 7},${at * 1.5},${at % 2 === 0 ? 'yes' : 'no'}`);
const chapter = (name: string) =>
  Array.from({ length: 60 }, (_, at) => `${name}, line ${at} of a story that goes on\n`).join('');

/** Splits that files are called for. */
const SPLIT_FILES: Readonly<Record<string, Case>> = {
  'train, val and test': {
    files: { 'test.csv': labelled(20), 'train.csv': labelled(60), 'val.csv': labelled(10) },
    preview: {
      format: 'csv',
      target: 'label',
      totalRows: 90,
      source: {
        why: { kind: 'split-files', files: ['train.csv', 'val.csv', 'test.csv'], beside: [] },
      },
    },
    rows: { train: 60, val: 10, test: 20 },
  },
  'two of them, by longer names': {
    files: { 'titanic_test.csv': labelled(20), 'titanic_train.csv': labelled(60) },
    preview: { target: 'label' },
    rows: { train: 49, val: 11, test: 20 },
  },
  'a test without the target, as competitions have it': {
    files: {
      'test.csv': table(20, 'a,b', (at) => `${at % 7},${at}`),
      'train.csv': labelled(60),
      'sample_submission.csv': table(20, 'a,label', (at) => `${at},yes`),
    },
    preview: {
      source: {
        why: { files: ['train.csv', 'test.csv'], beside: ['sample_submission.csv'] },
      },
      totalRows: 60,
      warnings: [{ kind: 'split-unlabelled', file: 'test.csv', column: 'label' }],
    },
    rows: { train: 42, val: 9, test: 9 },
  },
  'objects, numbered within a split': {
    files: Object.fromEntries(
      ['train-00000-of-00002', 'train-00001-of-00002', 'validation-00000-of-00001'].map((name) => [
        `${name}.jsonl`,
        table(30, '{"text":"it is so","label":"x"}', (at) =>
          JSON.stringify({ text: `it is ${at} so`, label: at % 2 === 0 ? 'x' : 'y' }),
        ),
      ]),
    ),
    preview: { format: 'jsonl', target: 'label', totalRows: 93 },
    rows: { train: 51, val: 31, test: 11 },
  },
  texts: {
    files: {
      'train.txt': chapter('one').repeat(3),
      'test.txt': chapter('three'),
      'valid.txt': chapter('two'),
      'README.txt': 'what it is\n',
    },
    preview: { format: 'text', task: 'language-modeling', totalRows: 300 },
    rows: { train: 104, val: 35, test: 37 },
  },
};

/** Files that are read together, or passed over. */
const FOLDERS: Readonly<Record<string, Case>> = {
  'texts in classes, in groups, beside a test without classes': {
    files: Object.fromEntries(
      Array.from({ length: 24 }, (_, at) => [
        at < 20
          ? `train/${at % 2 ? 'films' : 'books'}/${at % 2 ? 'bad' : 'good'}/${at}.txt`
          : `test/${at}.txt`,
        `it is ${at} so`,
      ]),
    ),
    preview: {
      format: 'text-folder',
      totalRows: 20,
      classCounts: [
        { name: 'bad', count: 10 },
        { name: 'good', count: 10 },
      ],
      warnings: [
        { kind: 'classes-nested', folder: 'books/good', name: 'good' },
        { kind: 'folder-left-out', folder: 'test', count: 4 },
      ],
    },
    rows: { train: 14, val: 3, test: 3 },
  },
  'texts in natural order': {
    files: {
      'book10.txt': chapter('ten'),
      'book2.txt': chapter('two').trimEnd(),
      'book1.txt': chapter('one'),
    },
    preview: {
      format: 'text',
      totalRows: 180,
      source: { why: { kind: 'text-files', files: ['book1.txt', 'book2.txt', 'book10.txt'] } },
    },
    rows: { train: 73, val: 16, test: 16 },
  },
};

const dressed = (column: string, value: string, number: string) => ({
  kind: 'numbers-dressed',
  column,
  value,
  number,
});

/** How numbers are written: the first cell, what it is, and the number of the third row. */
const NUMBERS: readonly (readonly [string, (at: number) => string, string, string, number])[] = [
  ['per cent', (at) => `${at * 3}%`, '0%', '0', 6],
  [
    'dollars',
    (at) => `"$${(1000 + at * 37).toLocaleString('en')}.50"`,
    '$1,000.50',
    '1000.50',
    1074.5,
  ],
  ['yuan', (at) => `¥${at + 3}`, '¥3', '3', 5],
  ['euros behind', (at) => `${at}.5 €`, '0.5 €', '0.5', 2.5],
  [
    'thousands',
    (at) => `"${(1_234_567 + at).toLocaleString('en')}"`,
    '1,234,567',
    '1234567',
    1_234_569,
  ],
  ['accounts', (at) => (at % 3 === 0 ? `(${at + 1}.5)` : `${at}.25`), '(1.5)', '-1.5', 2.25],
  [
    'full-width digits',
    (at) => `${at}.5`.replace(/[0-9]/g, (digit) => '０１２３４５６７８９'[Number(digit)] ?? ''),
    '０.５',
    '0.5',
    2.5,
  ],
  ['tens of thousands in Chinese', (at) => `${at + 1}.2万`, '1.2万', '12000', 32_000],
  ['amounts in Chinese', (at) => `${at + 3} 亿元`, '3 亿元', '300000000', 500_000_000],
  ['gaps', (at) => (at % 4 === 1 ? '-' : `${at}.5`), '-', '', 2.5],
  ['gaps in Chinese', (at) => (at % 4 === 1 ? '缺失' : `${at}.5`), '缺失', '', 2.5],
];

describe('a column of numbers written with more than digits is one:', () => {
  test.each(NUMBERS)('%s', async (_, cell, value, number, third) => {
    const text = table(30, 'n,a,label', (at) => `${cell(at)},${at % 7},${at % 2}`);
    const path = await workspace.write('t.csv', text);
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview.columns[0]).toMatchObject({ name: 'n', type: 'number' });
    expect(preview.warnings).toContainEqual(dressed('n', value, number));
    const dataset = unwrap(await workspace.importFile(path));
    const folder = join(workspace.datasetsFolder(), dataset.id);
    const { recipe } = unwrap(await readManifest(folder));
    expect(recipe.dressed).toEqual(['n']);
    const [row] = unwrap(await readSourceRows(folder, dataset, [2]));
    expect(Number(row?.values?.n)).toBe(third);
    const manifest = unwrap(await readManifest(folder));
    const asked = async (n: string) =>
      unwrap(await prepareInput(manifest, dataset, { kind: 'row', values: { n, a: '1' } }))
        .features;
    expect(await asked(cell(2).replaceAll('"', ''))).toEqual(await asked(String(third)));
  });

  test.each([
    ['two currencies', (at: number) => (at % 2 === 0 ? `$${at}` : `€${at}`)],
    ['per cent here and there', (at: number) => (at % 2 === 0 ? `${at}%` : `${at}`)],
    ['signs that name classes', (at: number) => (at % 2 === 0 ? '+' : '-')],
    ['notes in parentheses', (at: number) => `(${at})`],
  ])('but not %s', async (_, cell) => {
    const text = table(30, 'n,a,label', (at) => `${cell(at)},${at % 7},${at % 2}`);
    const preview = unwrap(await previewDataset(await workspace.write('t.csv', text), {}));
    expect(preview.columns[0]?.type).not.toBe('number');
    expect(preview.warnings.filter(({ kind }) => kind === 'numbers-dressed')).toEqual([]);
  });
});

const BELOW = 'a,b,label\n';
const body = Array.from({ length: 30 }, (_, at) => `${at % 7},${at * 1.5},${at % 2}`).join('\n');

test.each([
  ['titles', 'Sales 2024\nMade on 2024-05-01\n\n', 3, 'Sales 2024'],
  ['titles as wide as the table', 'Sales 2024,,\r\n,,\r\n', 2, 'Sales 2024'],
  ['comments', '# by instrument X, at noon\n# in mm\n', 2, '# by instrument X'],
  ['the delimiter', 'sep=,\n', 1, 'sep='],
])(
  '%s above a table are passed over, and its lines keep their numbers',
  async (_, above, rows, value) => {
    const path = await workspace.write('t.csv', `${above}${BELOW}${body}\n`);
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({ totalRows: 30, target: 'label', dialect: { header: true } });
    expect(preview.columns.map(({ name }) => name)).toEqual(['a', 'b', 'label']);
    expect(preview.warnings).toContainEqual({ kind: 'lines-passed-over', rows, value });
    expect(unwrap(await workspace.importFile(path)).rows).toEqual({ train: 21, val: 4, test: 5 });
    const ragged = await workspace.write('r.csv', `${above}${BELOW}${body}\n1,2\n`);
    expect(await previewDataset(ragged, {})).toMatchObject({
      error: { code: 'dataset/ragged-row', row: rows + 32, expectedColumns: 3, foundColumns: 2 },
    });
  },
);

test('of a workbook, the first sheet with a table is read, and of a database, the first with columns', async () => {
  const rows = Array.from({ length: 24 }, (_, at) => [
    at * 1.5,
    at % 5,
    ['no', 'yes'][at % 2] ?? '',
  ]);
  const sheet = sheetData([['a', 'b', 'label'], ...rows]);
  const book = workbookOf({ Readme: sheetData([['What this is'], ['By whom']]), Data: sheet });
  const path = await workspace.write('t.xlsx', book);
  expect(unwrap(await previewDataset(path, {}))).toMatchObject({ table: 'Data', totalRows: 24 });
  const database = workspace.path('t.sqlite');
  writeSqlite(database, 'a_version', [['number'], [1]]);
  const opened = new Database(database);
  opened.exec('CREATE TABLE points (x, y)');
  for (const [x = 0, y = 0] of rows) opened.prepare('INSERT INTO points VALUES (?, ?)').run(x, y);
  opened.close();
  expect(unwrap(await previewDataset(database, {}))).toMatchObject({ table: 'points' });
});

async function check({ files, path = '', preview, rows }: Case): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await workspace.write(`given/${name}`, content);
  }
  const source = workspace.path(`given/${path}`);
  expect(unwrap(await previewDataset(source, {}))).toMatchObject(preview);
  expect(unwrap(await workspace.importFile(source)).rows).toEqual(rows);
}

describe('files called for splits are those splits:', () => {
  test.each(Object.entries(SPLIT_FILES))('%s', (_, each) => check(each));
});

describe('a folder:', () => {
  test.each(Object.entries(FOLDERS))('%s', (_, each) => check(each));
});
