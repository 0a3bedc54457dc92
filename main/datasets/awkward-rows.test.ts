import { describe, expect, test } from 'vitest';
import { previewDataset } from './preview-dataset.ts';
import { sheetData, workbookOf } from './testing/archive-files.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

type Cell = string | number | null;

const ROWS = 30;
const NAMES = ['shop', 'sales', 'price', 'label'];
const shops: readonly (readonly Cell[])[] = Array.from({ length: ROWS }, (_, at) => [
  `shop ${at % 6}`,
  at * 3,
  at * 0.25 + 1.5,
  ['no', 'yes'][at % 2] ?? '',
]);
const sumOf = (column: number) => shops.reduce((sum, row) => sum + Number(row[column]), 0);

const csv = (rows: readonly (readonly Cell[])[], names: readonly string[] = NAMES) =>
  [names, ...rows].map((row) => `${row.map((cell) => cell ?? '').join(',')}\n`).join('');
const xlsx = (rows: readonly (readonly Cell[])[]) =>
  workbookOf({ A: sheetData([NAMES, ...rows].map((row) => row.map((cell) => cell))) });

async function previewOf(name: string, content: string | Uint8Array) {
  return unwrap(await previewDataset(await workspace.write(name, content), {}));
}

describe('a last row that adds up those above', () => {
  const left = (value: string) => ({
    kind: 'total-left-out',
    row: ROWS + 2,
    column: 'shop',
    value,
  });

  const totals: readonly (readonly [string, readonly Cell[]])[] = [
    ['Total', ['Total', sumOf(1), sumOf(2), null]],
    ['合计', ['合计', sumOf(1), null, null]],
    ['总计：', ['总计：', null, null, null]],
    ['Sum', ['Sum', sumOf(1), Number((sumOf(2) / ROWS).toFixed(2)), '']],
  ];
  const files = totals.flatMap(([value, last]) => [
    [value, 't.csv', csv([...shops, last])] as const,
    [value, 't.xlsx', xlsx([...shops, last])] as const,
  ]);

  test.each(files)('is left out: %s in %s', async (value, name, content) => {
    const preview = await previewOf(name, content);
    expect(preview).toMatchObject({ totalRows: ROWS, target: 'label' });
    expect(preview.warnings).toContainEqual(left(value));
    const dataset = unwrap(await workspace.importFile(workspace.path(name), { target: 'label' }));
    expect(Object.values(dataset.rows).reduce((sum, rows) => sum + rows)).toBe(ROWS);
  });

  test('is left out of a table that is read in one go, too', async () => {
    const rows = Array.from({ length: 25_000 }, (_, at) => [`s${at % 9}`, at % 11, at % 7, at % 2]);
    const sum = rows.reduce((all, row) => all + Number(row[1]), 0);
    const path = await workspace.write('t.csv', csv([...rows, ['Total', sum, null, null]]));
    const dataset = unwrap(await workspace.importFile(path, { target: 'label' }));
    expect(Object.values(dataset.rows).reduce((all, each) => all + each)).toBe(25_000);
  });

  test.each<readonly [string, readonly (readonly Cell[])[], string[]]>([
    ['where it does not add up', [...shops, ['Total', 7, 2, null]], ['total-kept']],
    [
      'where the word names rows above',
      [['total', 1, 2, 'no'], ...shops, ['Total', null, null, null]],
      [],
    ],
    ['where it has a class', [...shops, ['Total', sumOf(1), sumOf(2), 'no']], []],
    ['where it stands further up', [['Total', 7, 2, 'no'], ...shops], []],
  ])('is a row %s', async (_, rows, told) => {
    const preview = await previewOf('t.csv', csv(rows));
    expect(preview.totalRows).toBe(rows.length);
    const kinds = preview.warnings.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('total-'))).toEqual(told);
  });

  test('is left out of each of several files, with its name', async () => {
    for (const name of ['a.csv', 'b.csv']) {
      await workspace.write(`given/${name}`, csv([...shops, ['Total', sumOf(1), null, null]]));
    }
    const preview = unwrap(await previewDataset(workspace.path('given'), {}));
    expect(preview.totalRows).toBe(2 * ROWS);
    const found = preview.warnings.filter(({ kind }) => kind === 'total-left-out');
    expect(found).toEqual([
      { ...left('Total'), file: 'a.csv' },
      { ...left('Total'), file: 'b.csv' },
    ]);
  });
});

describe('blank rows at the end of a table', () => {
  const blank = [',,,', ' , , , ', '"","","",""'].map((line) => `${line}\n`).join('');

  test('are left out and told', async () => {
    const preview = await previewOf('t.csv', csv(shops) + blank);
    expect(preview).toMatchObject({ totalRows: ROWS, target: 'label' });
    expect(preview.warnings).toContainEqual({ kind: 'rows-blank', row: ROWS + 2, count: 3 });
    const many = Array.from({ length: 21_000 }, (_, at) => [`s${at % 9}`, at % 11, 1.5, at % 2]);
    const path = await workspace.write('m.csv', csv(many) + blank);
    const dataset = unwrap(await workspace.importFile(path, { target: 'label' }));
    expect(Object.values(dataset.rows).reduce((all, each) => all + each)).toBe(21_000);
  });

  test('stand below a total, too', async () => {
    const rows = [...shops, ['Total', sumOf(1), null, null]];
    const preview = await previewOf('t.csv', csv(rows) + blank);
    expect(preview.totalRows).toBe(ROWS);
    const kinds = preview.warnings.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['rows-blank', 'total-left-out']));
  });

  test('are rows further up', async () => {
    const preview = await previewOf(
      't.csv',
      csv(shops) + blank + csv(shops).split('\n').slice(1).join('\n'),
    );
    expect(preview.totalRows).toBe(2 * ROWS + 3);
  });
});
