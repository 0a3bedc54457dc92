import { expect, test } from 'vitest';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { readManifest } from '../../shards/manifest.ts';
import { prepareInput } from '../prepare-input.ts';
import { previewDataset } from '../preview-dataset.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';
import { sniffLayout } from './sniff.ts';

const workspace = useWorkspace();

const PRICES = ['1.234,5', '0,5', '12', '99,25', '1.000', '2.500.000,75', '-3,5', '1,5e2'];
const NUMBERS = [1234.5, 0.5, 12, 99.25, 1000, 2500000.75, -3.5, 150];

const lines = (cells: readonly string[], header = 'place;price;y') =>
  [header, ...cells.map((cell, at) => `Bonn, ${at % 3};${cell};${'ab'[at % 2]}`), ''].join('\n');
const sixteen = [...PRICES, ...PRICES];

async function preview(content: string, options: ImportOptions = {}) {
  return previewDataset(await workspace.write('data.csv', content), options);
}

test('decimal commas are found, told with the place, and read as numbers', async () => {
  const found = unwrap(await preview(lines(sixteen)));
  expect(found.dialect).toMatchObject({ delimiter: ';', decimal: 'comma', header: true });
  expect(found.warnings).toContainEqual({
    kind: 'decimal-comma',
    row: 2,
    column: 'price',
    value: '1.234,5',
  });
  const mean = NUMBERS.reduce((sum, value) => sum + value, 0) / NUMBERS.length;
  expect(found.columns[1]).toMatchObject({ type: 'number', minimum: -3.5, maximum: 2500000.75 });
  expect(found.columns[1]?.mean).toBeCloseTo(mean, 6);
  expect(found.sampleRows[0]).toEqual(['Bonn, 0', '1234.5', 'a']);
});

test('whoever says which mark it is has it so, without being told', async () => {
  const points = unwrap(await preview(lines(sixteen), { dialect: { decimal: 'point' } }));
  expect(points.columns[1]?.type).not.toBe('number');
  const commas = unwrap(await preview(lines(sixteen), { dialect: { decimal: 'comma' } }));
  expect(commas.columns[1]?.type).toBe('number');
  expect(commas.warnings).not.toContainEqual(expect.objectContaining({ kind: 'decimal-comma' }));
  // 1,234 may be thousands: only who knows can say.
  const thousands = lines(Array.from({ length: 12 }, (_, at) => `1,${at + 100}`));
  expect(unwrap(await preview(thousands)).columns[1]?.type).not.toBe('number');
  const said = unwrap(await preview(thousands, { dialect: { decimal: 'comma' } }));
  expect(said.columns[1]).toMatchObject({ type: 'number', minimum: 1.1, maximum: 1.111 });
});

test('a column with both marks is refused with a cell of each', async () => {
  const file = await workspace.write('data.csv', lines(sixteen.with(10, '3.14')));
  expect(await workspace.importFile(file)).toEqual({
    ok: false,
    error: {
      code: 'dataset/decimal-mixed',
      path: file,
      row: 12,
      column: 'price',
      value: '3.14',
      commaRow: 2,
      commaValue: '1.234,5',
    },
  });
  expect(await workspace.left()).toEqual([]);
});

test('a column of points beside one of commas, and texts with commas, stay what they are', async () => {
  const rows = Array.from({ length: 12 }, (_, at) => `${at},5;${at}.25;Bonn, ${at % 2};${at % 2}`);
  const found = unwrap(await preview(['a;b;place;y', ...rows, ''].join('\n')));
  expect(found.columns).toMatchObject([
    { type: 'number', maximum: 11.5 },
    { type: 'number', maximum: 11.25 },
    { type: 'category' },
    { type: 'number' },
  ]);
});

test('commas of fractions are no delimiters, even where they cut every row alike', () => {
  const text = Array.from({ length: 20 }, (_, at) => `${at},5;${at},25`).join('\n');
  expect(sniffLayout(Buffer.from(text), true, {}).layout).toMatchObject({
    delimiter: ';',
    decimal: 'comma',
    header: false,
  });
  const plain = sniffLayout(Buffer.from('a,b\n1,5\n2,5\n'), true, {}).layout;
  expect(plain).toMatchObject({ delimiter: ',', decimal: 'point' });
});

test('rows to predict may be written so too', async () => {
  const file = await workspace.write('data.csv', lines(sixteen));
  const dataset = unwrap(await workspace.importFile(file, { target: 'y' }));
  const manifest = unwrap(await readManifest(`${workspace.datasetsFolder()}/${DATASET_ID}`));
  const features = async (name: string, content: string) => {
    const path = await workspace.write(name, content);
    return unwrap(await prepareInput(manifest, dataset, { kind: 'file', path })).features;
  };
  const commas = await features('commas.csv', 'place;price\nBonn, 1;1.234,5\nBonn, 2;0,5\n');
  const points = await features('points.csv', 'place;price\nBonn, 1;1234.5\nBonn, 2;0.5\n');
  expect(commas).toEqual(points);
});

const AMOUNTS = ['3 000,50 €', '1.234,56 €', '€ 12,5', '17 €', '-2,25 €', '-', '1.000 €'];
const AMOUNT_NUMBERS = [3000.5, 1234.56, 12.5, 17, -2.25, null, 1000];
const amounts = Array.from({ length: 28 }, (_, at) => AMOUNTS[at % AMOUNTS.length] ?? '');

test.each([
  ['semicolons', lines(amounts)],
  [
    'commas',
    ['place,price,y', ...amounts.map((cell, at) => `Bonn${at % 3},"${cell}",${'ab'[at % 2]}`)].join(
      '\n',
    ),
  ],
])('currencies beside decimal commas are told and read as numbers, between %s', async (_, text) => {
  const found = unwrap(await preview(text));
  expect(found.dialect?.decimal).toBe('comma');
  expect(found.columns[1]).toMatchObject({ type: 'number', minimum: -2.25, maximum: 3000.5 });
  expect(found.columns[1]?.missing).toBe(4);
  const told = { column: 'price', value: '3 000,50 €', number: '3000.50' };
  expect(found.warnings).toContainEqual({ kind: 'numbers-dressed', ...told });
  expect(found.sampleRows.slice(0, 2).map((row) => Number(row[1]))).toEqual([3000.5, 1234.56]);
});

test.each([
  ['two currencies', (at: number) => (at % 2 === 0 ? `${at},5 €` : `${at},5 $`)],
  ['notes of their own', (at: number) => (at % 4 === 0 ? `${at},5 €` : `${at},5 kg`)],
  ['what may as well be thousands', (at: number) => `€ ${at + 1},100`],
])('but not those of %s', async (_, cell) => {
  const found = unwrap(await preview(lines(Array.from({ length: 28 }, (_, at) => cell(at)))));
  expect(found.columns[1]?.type).not.toBe('number');
});

test('both marks in one column of amounts are refused with a cell of each', async () => {
  const file = await workspace.write('data.csv', lines(amounts.with(10, '3.14 €')));
  expect(await workspace.importFile(file)).toMatchObject({
    error: { code: 'dataset/decimal-mixed', row: 12, value: '3.14', commaValue: '3 000,50' },
  });
});

test('amounts to predict are read as those of the import, in files and in rows', async () => {
  const file = await workspace.write('data.csv', lines(amounts));
  const dataset = unwrap(await workspace.importFile(file, { target: 'y' }));
  const manifest = unwrap(await readManifest(`${workspace.datasetsFolder()}/${DATASET_ID}`));
  expect(manifest.recipe).toMatchObject({ decimal: 'comma', dressed: ['price'] });
  const ofFile = async (content: string) => {
    const path = await workspace.write('rows.csv', content);
    const prepared = unwrap(await prepareInput(manifest, dataset, { kind: 'file', path }));
    return [...prepared.features];
  };
  const ofRow = async (price: string) => {
    const values = { place: 'Bonn, 1', price };
    const prepared = unwrap(await prepareInput(manifest, dataset, { kind: 'row', values }));
    return [...prepared.features];
  };
  const numbers = AMOUNT_NUMBERS.map((number) => (number === null ? '' : String(number)));
  const asNumbers = (await Promise.all(numbers.map(ofRow))).flat();
  expect((await Promise.all(AMOUNTS.map(ofRow))).flat()).toEqual(asNumbers);
  const headed = (cells: readonly string[]) =>
    ['place;price', ...cells.map((cell) => `Bonn, 1;${cell}`), ''].join('\n');
  expect(await ofFile(headed(AMOUNTS))).toEqual(asNumbers);
  // Three places behind the comma are no thousands, whatever stands beside them.
  const [third = []] = [await ofRow('1.234')];
  expect(await ofFile(headed(['1,234']))).toEqual(third);
  expect(await ofFile(headed(['1,234 €']))).toEqual(third);
  expect(await ofFile('Bonn, 1;1,234\nBonn, 1;7,5\n')).toEqual([...third, ...(await ofRow('7.5'))]);
});
