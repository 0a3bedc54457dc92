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
