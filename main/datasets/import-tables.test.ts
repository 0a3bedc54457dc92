import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SPLITS } from '../../app/dataset/dataset.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit, readTensor } from '../shards/read.ts';
import { previewDataset } from './preview-dataset.ts';
import { readDatasetRows, readSourceRows } from './read-rows.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

/** Twelve rows that can be imported, as a base for broken ones. */
const ROWS = Array.from({ length: 12 }, (_, row) => `${row * 1.5},${['x', 'z'][row % 2]}`);
const GOOD = ['a,y', ...ROWS, ''].join('\n');

async function importText(content: string | Uint8Array, options = {}) {
  return workspace.importFile(await workspace.write('data.csv', content), options);
}

async function readAll(split: (typeof SPLITS)[number]) {
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  return unwrap(await readSplit(folder, unwrap(await readManifest(folder)), split));
}

describe('a bundled table', () => {
  test('becomes splits, a profile and a recipe fitted on training rows', async () => {
    const dataset = unwrap(await workspace.importFile(join(SAMPLES, 'iris.csv')));
    expect(dataset).toMatchObject({
      task: 'classification',
      target: 'species',
      classes: ['setosa', 'versicolor', 'virginica'],
      rows: { train: 105, val: 22, test: 23 },
      input: { kind: 'tabular', features: 4 },
    });
    // Sepal length: minimum, maximum and mean of the 150 rows, UCI's iris.names.
    const [sepal] = dataset.columns;
    expect(sepal).toMatchObject({ type: 'number', role: 'feature', minimum: 4.3, maximum: 7.9 });
    expect(sepal?.mean).toBeCloseTo(5.8433, 4);

    const { features, target, rows } = await readAll('train');
    const firstColumn = [...features].filter((_, at) => at % 4 === 0);
    const mean = firstColumn.reduce((sum, value) => sum + value, 0) / rows;
    const variance = firstColumn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(1, 5);
    expect([...target].filter((label) => label === 2)).toHaveLength(35);
  });

  test('gives every row to one split, and raw rows back by their number', async () => {
    const dataset = unwrap(await workspace.importFile(join(SAMPLES, 'wine.csv')));
    const numbers = [];
    for (const split of SPLITS) numbers.push(...(await readAll(split)).sourceRows);
    expect(numbers.toSorted((a, b) => a - b)).toEqual([...Array(178).keys()]);
    const folder = join(workspace.datasetsFolder(), DATASET_ID);
    const rows = unwrap(await readSourceRows(folder, dataset, [177, 0]));
    expect(rows.map(({ values }) => values?.proline)).toEqual(['560', '1065']);
    const page = unwrap(await readDatasetRows(folder, dataset, 'val', 1, 2));
    expect(page).toMatchObject({ total: dataset.rows.val });
    for (const row of page.rows) expect(row.values?.cultivar).toBe(row.actual);
  });

  test('of quantities has standardised targets', async () => {
    const dataset = unwrap(await workspace.importFile(join(SAMPLES, 'diabetes.csv')));
    expect(dataset).toMatchObject({ task: 'regression', target: 'progression', classes: [] });
    const { target, rows } = await readAll('train');
    expect([...target].reduce((sum, value) => sum + value, 0) / rows).toBeCloseTo(0, 5);
  });

  test('has one fingerprint a seed', async () => {
    const again = async (splitSeed: number) => {
      const dataset = unwrap(await workspace.importFile(join(SAMPLES, 'iris.csv'), { splitSeed }));
      await rm(workspace.datasetsFolder(), { recursive: true });
      return dataset.fingerprint;
    };
    const first = await again(1);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await again(1)).toBe(first);
    expect(await again(2)).not.toBe(first);
  });
});

describe('raw cells become features', () => {
  test('gaps are filled and flagged, categories and booleans are switches', async () => {
    const rows = ['1,red,yes', ',blue,no', '3,red,no', '4,,yes', '5,red,yes', '6,blue,no'];
    const lines = ['n,colour,flag,y', ...rows.flatMap((row) => [`${row},a`, `${row},b`])];
    const dataset = unwrap(await importText(`${lines.join('\n')}\n`));
    expect(dataset.columns.map(({ type, missing }) => [type, missing])).toEqual([
      ['number', 2],
      ['category', 2],
      ['boolean', 0],
      ['category', 0],
    ]);
    const { recipe } = unwrap(await readManifest(join(workspace.datasetsFolder(), DATASET_ID)));
    expect(recipe.table?.features).toEqual([
      { column: 'n', names: ['n'] },
      { column: 'n?', names: ['n?'] },
      { column: 'colour', names: ['colour=blue', 'colour=red'] },
      { column: 'flag', names: ['flag=yes'] },
    ]);
    expect(dataset.input).toEqual({ kind: 'tabular', features: 5 });
  });

  test('whatever the layout and the encoding', async () => {
    const plain = unwrap(await importText(GOOD)).fingerprint;
    const table = GOOD.trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const variants: (string | Uint8Array)[] = [
      GOOD.replaceAll('\n', '\r\n'),
      `\ufeff${GOOD}`,
      gzipSync(GOOD),
      Buffer.from(`\ufeff${GOOD}`, 'utf16le'),
      table.map((cells) => cells.join(';')).join('\n'),
      table.map((cells) => cells.map((cell) => `"${cell}"`).join('\t')).join('\r'),
    ];
    for (const content of variants) {
      await rm(workspace.datasetsFolder(), { recursive: true });
      expect(unwrap(await importText(content)).fingerprint).toBe(plain);
    }
  });

  test('any text comes back as it was written', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ü', '猫', ',', '"', '\n', '\t', '0') });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 12, maxLength: 12 }), async (cells) => {
        const quoted = cells.map((text) => `"q${text.replaceAll('"', '""')}"`);
        const text = quoted.map((note, row) => `${note},${row * 2.5},${row % 2}\n`).join('');
        const dataset = unwrap(await importText(`note,n,y\n${text}`));
        const folder = join(workspace.datasetsFolder(), DATASET_ID);
        const rows = unwrap(await readSourceRows(folder, dataset, [...cells.keys()]));
        expect(rows.map(({ values }) => values?.note)).toEqual(cells.map((note) => `q${note}`));
        await rm(folder, { recursive: true });
      }),
      { numRuns: 15 },
    );
  });
});

describe('a column that weighs rows', () => {
  const weights = ROWS.map((_, row) => (row % 4) * 0.5);
  const table = ['a,y,w', ...ROWS.map((row, at) => `${row},${weights[at]}`), ''].join('\n');

  test('becomes a tensor of every split', async () => {
    const dataset = unwrap(await importText(table, { weight: 'w' }));
    expect(dataset).toMatchObject({ target: 'y', input: { features: 1 } });
    expect(dataset.columns.map(({ role }) => role)).toEqual(['feature', 'target', 'weight']);
    const folder = join(workspace.datasetsFolder(), DATASET_ID);
    const manifest = unwrap(await readManifest(folder));
    expect(manifest.weighted).toBe(true);
    for (const split of SPLITS) {
      const { weight } = manifest.splits[split];
      if (weight === undefined) throw new Error(`${split} has no weights`);
      const { sourceRows } = await readAll(split);
      const expected = Array.from(sourceRows, (row) => weights[row]);
      expect([...unwrap(await readTensor(folder, weight))]).toEqual(expected);
    }
  });

  test('stands beside quantities as well', async () => {
    const options = { weight: 'w', target: 'a', task: 'regression', ignore: [] };
    const dataset = unwrap(await importText(table, options));
    expect(dataset.columns.map(({ role }) => role)).toEqual(['target', 'feature', 'weight']);
  });

  test('changes nothing for a dataset without one', async () => {
    unwrap(await importText(GOOD));
    const manifest = unwrap(await readManifest(join(workspace.datasetsFolder(), DATASET_ID)));
    expect(manifest).not.toHaveProperty('weighted');
    expect(manifest.splits.train).not.toHaveProperty('weight');
  });

  test.each(['-1', '', 'much'])('refuses “%s”, also in a preview', async (value) => {
    const content = table.replace('1.5,z,0.5', `1.5,z,${value}`);
    const bad = { row: 3, column: 'w', value };
    expect(await importText(content, { weight: 'w' })).toMatchObject({
      error: { code: 'dataset/bad-value', ...bad, expected: 'number ≥ 0' },
    });
    const path = await workspace.write('data.csv', content);
    expect(unwrap(await previewDataset(path, { weight: 'w' })).warnings).toContainEqual({
      kind: 'bad-weight',
      ...bad,
    });
  });
});

describe('bad input is refused, names its place and leaves nothing', () => {
  const insert = (at: number, line: string) => GOOD.split('\n').toSpliced(at, 0, line).join('\n');
  const path = () => workspace.path('data.csv');

  test.each([
    ['empty file', '', {}, { code: 'dataset/empty' }],
    ['header alone', 'a,y\n', {}, { code: 'dataset/empty' }],
    [
      'ragged row',
      insert(5, '1,x,extra').replaceAll('\n', '\r\n'),
      {},
      { code: 'dataset/ragged-row', row: 6, expectedColumns: 2, foundColumns: 3 },
    ],
    ['open quote', insert(3, '"1,x'), {}, { code: 'dataset/unterminated-quote', row: 4 }],
    [
      'text among numbers',
      insert(7, 'abc,x'),
      {},
      { code: 'dataset/bad-value', row: 8, column: 'a', value: 'abc', expected: 'number' },
    ],
    [
      'text among numbers, behind a quoted line end',
      GOOD.replace('0,x', '"\n0",x').replace('15,x', 'oops,x'),
      {},
      { code: 'dataset/bad-value', row: 13, column: 'a', value: 'oops' },
    ],
    [
      'NaN target',
      insert(4, '2.5,NaN'),
      {},
      { code: 'dataset/target-value-missing', row: 5, column: 'y' },
    ],
    [
      'target with one class',
      GOOD.replaceAll(',z', ',x'),
      {},
      { code: 'dataset/target-one-class', column: 'y', value: 'x' },
    ],
    [
      'class with two rows',
      `${GOOD}1,rare\n2,rare\n`,
      {},
      { code: 'dataset/class-too-small', className: 'rare', rows: 2, needed: 3 },
    ],
    [
      'five rows',
      `a,y\n${ROWS.slice(0, 5).join('\n')}\n`,
      { task: 'regression', target: 'a', ignore: [] },
      { code: 'dataset/too-few-rows', rows: 5, needed: 6 },
    ],
    [
      'unknown target',
      GOOD,
      { target: 'price' },
      { code: 'dataset/target-missing', column: 'price', columns: ['a', 'y'] },
    ],
    [
      'unknown weight',
      GOOD,
      { weight: 'w' },
      { code: 'dataset/column-missing', column: 'w', columns: ['a', 'y'] },
    ],
    ['target alone', GOOD, { ignore: ['a'] }, { code: 'dataset/no-features' }],
    [
      'two columns of one name',
      'a,a\n1,2\n',
      {},
      { code: 'dataset/column-duplicate', column: 'a' },
    ],
    [
      'quantities in words',
      GOOD,
      { task: 'regression', target: 'y' },
      { code: 'dataset/bad-value', row: 2, column: 'y', value: 'x' },
    ],
    ['binary file', 'a,b\n\u0000\u0001,\n', {}, { code: 'dataset/encoding-invalid', row: 2 }],
    [
      'task of images',
      GOOD,
      { task: 'image-classification' },
      { code: 'dataset/task-unsupported', task: 'image-classification' },
    ],
  ])('%s', async (_, content, options, error) => {
    const result = await importText(content, options);
    expect(result).toMatchObject({ ok: false, error });
    if (!result.ok && 'path' in result.error) expect(result.error.path).toBe(path());
    expect(await workspace.left()).toEqual([]);
  });

  test('a damaged archive', async () => {
    const archive = gzipSync(GOOD);
    const result = await importText(archive.subarray(0, archive.length - 12));
    expect(result).toEqual({ ok: false, error: { code: 'dataset/archive-damaged', path: path() } });
  });

  test('a file that is not there, and one that is no table', async () => {
    expect(await workspace.importFile(workspace.path('none.csv'))).toMatchObject({
      error: { code: 'file/not-found', path: workspace.path('none.csv') },
    });
    const picture = await workspace.write('picture.xyz', 'x');
    expect(await workspace.importFile(picture)).toMatchObject({
      error: { code: 'file/format-unknown', path: picture },
    });
  });

  test.skipIf(process.platform === 'win32')('a device is no file', async () => {
    expect(await workspace.importFile('/dev/zero', { format: 'csv' })).toEqual({
      ok: false,
      error: { code: 'file/not-readable', path: '/dev/zero' },
    });
  });

  test('bad UTF-8 by its line, also where UTF-8 was claimed', async () => {
    const content = Buffer.concat([Buffer.from(GOOD), Buffer.of(0x31, 0x2c, 0xff, 0x0a)]);
    const options = { dialect: { encoding: 'utf-8' as const } };
    expect(await importText(content, options)).toMatchObject({
      error: { code: 'dataset/encoding-invalid', row: 14 },
    });
  });
});

describe('a preview', () => {
  test('shows types, guesses, classes and first rows, and stores nothing', async () => {
    const path = await workspace.write('trial.csv', GOOD);
    expect(unwrap(await previewDataset(path, {}))).toMatchObject({
      format: 'csv',
      suggestedName: 'trial',
      task: 'classification',
      dialect: { delimiter: ',', quote: '"', header: true, decimal: 'point', encoding: 'utf-8' },
      totalRows: 12,
      target: 'y',
      targetGuessed: true,
      classCounts: [
        { name: 'x', count: 6 },
        { name: 'z', count: 6 },
      ],
      sampleRows: expect.arrayContaining([['1.5', 'z']]),
      warnings: [],
    });
    expect(await readdir(workspace.path('.'))).toEqual(['trial.csv']);
  });

  test('warns of what an import would refuse', async () => {
    const path = await workspace.write('trial.csv', `${GOOD}oops,x\n3,\n`);
    expect(unwrap(await previewDataset(path, {})).warnings).toEqual([
      { kind: 'bad-value', row: 14, column: 'a', value: 'oops' },
      { kind: 'target-gaps', column: 'y', count: 1 },
    ]);
  });
});
