import { describe, expect, test } from 'vitest';
import { previewDataset } from './preview-dataset.ts';
import { sheetData, workbookOf } from './testing/archive-files.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

type Row = readonly (string | number)[];

const ROWS = 30;
const BODY: readonly Row[] = Array.from({ length: ROWS }, (_, at) => [
  `p${at % 4}`,
  at * 1.5,
  at % 7,
  ['no', 'yes'][at % 2] ?? '',
]);
const NAMES: Row = ['kind', 'weight', 'width', 'label'];
const UNITS: Row = ['', '(kg)', 'cm', ''];

/** The same rows as a delimited file and as a sheet. */
const FILES: Readonly<Record<string, (rows: readonly Row[]) => string | Uint8Array>> = {
  't.csv': (rows) => rows.map((row) => `${row.join(',')}\n`).join(''),
  't.tsv': (rows) => rows.map((row) => `${row.join('\t')}\r\n`).join(''),
  't.xlsx': (rows) =>
    workbookOf({
      A: sheetData(rows.map((row) => row.map((cell) => (cell === '' ? null : cell)))),
    }),
};

async function previewOf(name: string, content: string | Uint8Array) {
  return unwrap(await previewDataset(await workspace.write(name, content), {}));
}

describe.each(Object.entries(FILES))('in %s', (name, write) => {
  const title: Row = ['Made by hand in 2024', '', '', ''];

  test('titles stand above the names', async () => {
    const preview = await previewOf(name, write([title, ['by night', '', '', ''], NAMES, ...BODY]));
    expect(preview.columns.map((column) => column.name)).toEqual(NAMES);
    expect(preview).toMatchObject({ totalRows: ROWS, target: 'label' });
    expect(preview.warnings).toContainEqual({
      kind: 'lines-passed-over',
      rows: 2,
      value: 'Made by hand in 2024',
    });
  });

  test('units stand below the names, and under titles', async () => {
    for (const above of [[], [title]]) {
      const preview = await previewOf(name, write([...above, NAMES, UNITS, ...BODY]));
      expect(preview.columns).toMatchObject([
        { name: 'kind', type: 'category', distinct: 4 },
        { name: 'weight', type: 'number', missing: 0 },
        { name: 'width', type: 'number', missing: 0 },
        { name: 'label', type: 'boolean' },
      ]);
      expect(preview).toMatchObject({ totalRows: ROWS, target: 'label' });
      const row = above.length + 2;
      expect(preview.warnings).toContainEqual({ kind: 'units-row', row, value: '(kg)' });
    }
    const dataset = unwrap(await workspace.importFile(workspace.path(name)));
    expect(Object.values(dataset.rows).reduce((sum, rows) => sum + rows)).toBe(ROWS);
  });

  test('names of groups stand above those of columns', async () => {
    const groups: Row = ['kind', 'size', '', 'label'];
    const rows = [title, groups, ['', 'weight', 'width', ''], UNITS, ...BODY];
    const preview = await previewOf(name, write(rows));
    const names = ['kind', 'size weight', 'size width', 'label'];
    expect(preview.columns.map((column) => column.name)).toEqual(names);
    expect(preview).toMatchObject({ totalRows: ROWS, target: 'label' });
    expect(preview.warnings).toEqual(
      expect.arrayContaining([
        { kind: 'header-joined', row: 2, value: 'size weight' },
        { kind: 'units-row', row: 4, value: '(kg)' },
      ]),
    );
    const years: Row = ['kind', 2023, '', 2024, '', 'label'];
    const quarters: Row = ['', 'Q1', 'Q2', 'Q1', 'Q2', ''];
    const body = BODY.map(([kind = '', a = 0, b = 0, label = '']) => [kind, a, b, a, b, label]);
    const wide = await previewOf(name, write([years, quarters, ...body]));
    expect(wide.columns.map((column) => column.name)).toEqual([
      'kind',
      '2023 Q1',
      '2023 Q2',
      '2024 Q1',
      '2024 Q2',
      'label',
    ]);
  });

  test('a first row of letters is no row of units', async () => {
    const first: readonly Row[] = [['m', 1.5, 3, 'no'], ...BODY];
    expect(await previewOf(name, write([NAMES, ...first]))).toMatchObject({ totalRows: ROWS + 1 });
    const texts = BODY.map(([kind = '', , , label = '']) => [kind, label]);
    const preview = await previewOf(name, write([['kind', 'unit'], ['m', 'kg'], ...texts]));
    expect(preview.totalRows).toBe(ROWS + 1);
  });
});

test('lines keep their numbers below names and units', async () => {
  const path = await workspace.write('t.csv', `${FILES['t.csv']?.([NAMES, UNITS, ...BODY])}1,2\n`);
  expect(await previewDataset(path, {})).toMatchObject({
    error: { code: 'dataset/ragged-row', row: ROWS + 3, expectedColumns: 4, foundColumns: 2 },
  });
});

test('a choice that there are no names is kept', async () => {
  const path = await workspace.write('t.csv', String(FILES['t.csv']?.([NAMES, UNITS, ...BODY])));
  const preview = unwrap(await previewDataset(path, { dialect: { header: false } }));
  expect(preview.totalRows).toBe(ROWS + 2);
});

test('formulas that were never calculated are told, by the first cell', async () => {
  const rows = BODY.map(([kind, weight, width, label], at) => {
    const cell = (text = '') => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
    const sum =
      at % 3 === 0 ? `<c r="C${at + 2}"><f>B${at + 2}*2</f></c>` : `<c><f>1</f><v>${width}</v></c>`;
    return `<row r="${at + 2}">${cell(String(kind))}<c><v>${weight}</v></c>${sum}${cell(String(label))}</row>`;
  });
  const sheet = `${sheetData([[...NAMES]])}${rows.join('')}`;
  const preview = await previewOf('t.xlsx', workbookOf({ A: sheet }));
  expect(preview.warnings).toContainEqual({ kind: 'formulas-empty', cell: 'C2', count: 10 });
  expect(preview.columns[2]).toMatchObject({ name: 'width', type: 'number', missing: 10 });
  const empty = sheet
    .replaceAll('<f>B', '<f t="str">B')
    .replaceAll('*2</f></c>', '</f><v></v></c>');
  const calculated = await previewOf('u.xlsx', workbookOf({ A: empty }));
  expect(calculated.warnings.filter(({ kind }) => kind === 'formulas-empty')).toEqual([]);
});
