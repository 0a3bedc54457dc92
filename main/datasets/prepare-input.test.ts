import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../app/dataset/dataset.ts';
import type { RawInput } from '../../app/dataset/raw-input.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { prepareInput } from './prepare-input.ts';
import { readSourceRows } from './read-rows.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

/** Imports a sample and prepares inputs for it. */
async function prepared(sample: string, options: ImportOptions = {}) {
  const dataset = unwrap(await workspace.importFile(resolve(SAMPLES, sample), options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  return {
    dataset,
    folder,
    test: unwrap(await readSplit(folder, manifest, 'test')),
    prepare: (input: RawInput) => prepareInput(manifest, dataset, input),
  };
}

const FLOWER = { sepal_length_cm: '5.1', sepal_width_cm: '3.5', petal_length_cm: '1.4' };

describe('a row', () => {
  test('becomes the features that it was imported as', async () => {
    const { dataset, folder, test: split, prepare } = await prepared('iris.csv');
    const rows = unwrap(await readSourceRows(folder, dataset, [...split.sourceRows]));
    for (const [at, { values = {} }] of rows.entries()) {
      const { features } = unwrap(await prepare({ kind: 'row', values }));
      expect(features).toEqual(split.features.slice(at * 4, at * 4 + 4));
    }
  });

  test('may lack values, which are filled as in training', async () => {
    const { prepare } = await prepared('iris.csv');
    const without = unwrap(await prepare({ kind: 'row', values: FLOWER }));
    const empty = unwrap(
      await prepare({ kind: 'row', values: { ...FLOWER, petal_width_cm: ' ' } }),
    );
    expect(without).toEqual(empty);
    expect(without.features.every(Number.isFinite)).toBe(true);
  });

  test.each([
    [
      { ...FLOWER, sepal_width_cm: 'wide' },
      { place: 'sepal_width_cm', value: 'wide', expected: 'number' },
    ],
    [
      { petals: '5' },
      {
        place: 'petals',
        value: '5',
        expected:
          'column: sepal_length_cm | sepal_width_cm | petal_length_cm | petal_width_cm | species',
      },
    ],
  ])('%j is refused by name', async (values, error) => {
    const { prepare } = await prepared('iris.csv');
    expect(await prepare({ kind: 'row', values })).toMatchObject({
      ok: false,
      error: { code: 'run/input-invalid', ...error },
    });
  });

  test('is no image', async () => {
    const { prepare } = await prepared('digits-images-idx3-ubyte.gz');
    expect(await prepare({ kind: 'row', values: {} })).toMatchObject({
      error: { code: 'run/input-invalid', expected: 'image' },
    });
  });
});

describe('numbers with decimal commas', () => {
  const source = Array.from({ length: 40 }, (_, row) => `${row},5;${row % 2 ? 'ja' : 'nein'}`);
  const imported = async () =>
    prepared(await workspace.write('laenge.csv', `laenge;kind\n${source.join('\n')}\n`));

  test('are read in a file as in the dataset’s own, unless it says otherwise', async () => {
    const { prepare } = await imported();
    // By itself this file says nothing: it might be thousands, too.
    const path = await workspace.write('neu.csv', 'laenge;kind\n12,345;ja\n30,125;nein\n');
    const asRow = (laenge: string) => prepare({ kind: 'row', values: { laenge } });
    const usual = unwrap(await prepare({ kind: 'file', path }));
    expect(usual.features[0]).toBe(unwrap(await asRow('12.345')).features[0]);
    expect(usual.features[1]).toBe(unwrap(await asRow('30.125')).features[0]);
    expect(await prepare({ kind: 'file', path, decimal: 'point' })).toMatchObject({
      error: { code: 'run/input-invalid', value: '12,345', expected: 'number' },
    });
    const points = await workspace.write('points.csv', 'laenge;kind\n12.345;ja\n');
    const read = unwrap(await prepare({ kind: 'file', path: points, decimal: 'point' }));
    expect(read.features).toEqual(usual.features.slice(0, 1));
  });

  test('are read in a row that says so, and nothing but numbers is changed', async () => {
    const { prepare } = await imported();
    const values = { laenge: '1.012,5', kind: '1.000' };
    const comma = unwrap(await prepare({ kind: 'row', values, decimal: 'comma' }));
    const point = unwrap(await prepare({ kind: 'row', values: { laenge: '1012.5' } }));
    expect(comma).toEqual(point);
    expect(await prepare({ kind: 'row', values })).toMatchObject({
      error: { code: 'run/input-invalid', place: 'laenge', value: '1.012,5' },
    });
  });
});

describe('a file of rows', () => {
  test('is read by its header, in any order, or by position', async () => {
    const { prepare } = await prepared('iris.csv');
    const byName = await workspace.write(
      'names.csv',
      'note,petal_width_cm,petal_length_cm,sepal_width_cm,sepal_length_cm\nx,0.2,1.4,3.5,5.1\ny,2,5,3,6\n',
    );
    const byPosition = await workspace.write('plain.csv', '5.1,3.5,1.4,0.2\n6,3,5,2\n');
    const named = unwrap(await prepare({ kind: 'file', path: byName }));
    expect(named.rows).toBe(2);
    expect(unwrap(await prepare({ kind: 'file', path: byPosition }))).toEqual(named);
  });

  test('without a header may lack the target and what weighs rows', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => `${row},${['x', 'z'][row % 2]},${row + 1}`);
    const table = await workspace.write('weighted.csv', ['a,y,w', ...rows, ''].join('\n'));
    const { prepare } = await prepared(table, { weight: 'w', ignore: [] });
    const read = async (content: string) =>
      prepare({ kind: 'file', path: await workspace.write('rows.csv', content) });
    const whole = unwrap(await read('1,x,2\n5,z,1\n'));
    expect(whole.rows).toBe(2);
    expect(unwrap(await read('1,2\n5,1\n'))).toEqual(whole);
    expect(unwrap(await read('1\n5\n'))).toEqual(whole);
    expect(await read('1,x,2,3\n5,z,1,4\n')).toMatchObject({
      error: { code: 'run/input-invalid', expected: '1 | 2 | 3' },
    });
  });

  test.each([
    ['a missing column', 'sepal_length_cm,sepal_width_cm\n1,2\n', { place: 'columns' }],
    ['too few columns', '1,2\n3,4\n', { place: 'columns', value: '2', expected: '4 | 5' }],
    [
      'a word among numbers',
      'sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\n1,2,3,4\n1,2,big,4\n',
      { place: '3: petal_length_cm', value: 'big', expected: 'number' },
    ],
  ])('with %s is refused', async (_, content, error) => {
    const { prepare } = await prepared('iris.csv');
    const path = await workspace.write('rows.csv', content);
    expect(await prepare({ kind: 'file', path })).toMatchObject({
      error: { code: 'run/input-invalid', ...error },
    });
  });

  test('that is broken or missing says so as an import would', async () => {
    const { prepare } = await prepared('iris.csv');
    const path = await workspace.write('rows.csv', 'a,b\n1,2\n3\n');
    expect(await prepare({ kind: 'file', path })).toMatchObject({
      error: { code: 'dataset/ragged-row', row: 3 },
    });
    expect(await prepare({ kind: 'file', path: workspace.path('none') })).toMatchObject({
      error: { code: 'file/not-found' },
    });
  });
});

describe('a file of images', () => {
  test('gives the pixels that were imported', async () => {
    const { prepare, test: split } = await prepared('digits-images-idx3-ubyte.gz');
    const path = join(SAMPLES, 'digits-images-idx3-ubyte.gz');
    const { rows, features } = unwrap(await prepare({ kind: 'file', path }));
    expect(rows).toBe(1797);
    const [row = 0] = split.sourceRows;
    expect(features.slice(row * 64, row * 64 + 64)).toEqual(split.features.slice(0, 64));
  });

  test('is brought to the size and channels of the training', async () => {
    const { prepare } = await prepared('digits-images-idx3-ubyte.gz');
    const create = { width: 20, height: 16, channels: 3, background: '#808080' } as const;
    const path = await workspace.write('photo.jpg', await sharp({ create }).jpeg().toBuffer());
    const { features } = unwrap(await prepare({ kind: 'file', path }));
    expect(features).toEqual(new Uint8Array(64).fill(128));
  });

  test('must be one', async () => {
    const { prepare } = await prepared('digits-images-idx3-ubyte.gz');
    const path = await workspace.write('photo.png', 'no picture');
    expect(await prepare({ kind: 'file', path })).toEqual({
      ok: false,
      error: { code: 'dataset/image-unreadable', path },
    });
  });
});
