import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Split } from '../../app/dataset/dataset.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { previewDataset } from './preview-dataset.ts';
import { zipOf } from './testing/archive-files.ts';
import { bytesOf, labelsInTurn, npyOf, numberedImages } from './testing/npy-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

async function readAll(split: Split) {
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  return unwrap(await readSplit(folder, unwrap(await readManifest(folder)), split));
}

/** Every row has its number in all its pixels, and labels in turn. */
async function checkRows(split: Split, classes = 2): Promise<readonly number[]> {
  const { features, target, sourceRows } = await readAll(split);
  for (const [at, row] of sourceRows.entries()) {
    expect([...features.subarray(at * 6, at * 6 + 6)]).toEqual(Array(6).fill(row));
    expect(target[at]).toBe(row % classes);
  }
  return [...sourceRows];
}

const npz = (arrays: Readonly<Record<string, Uint8Array>>) =>
  zipOf(Object.entries(arrays).map(([name, content]) => ({ name: `${name}.npy`, content })));

describe('NumPy arrays', () => {
  test("in MNIST's NPZ keep pixels, labels and the test part", async () => {
    const arrays = {
      x_test: numberedImages(10, 80),
      x_train: numberedImages(80),
      y_train: labelsInTurn(80),
      y_test: labelsInTurn(10),
    };
    const path = await workspace.write('mnist.npz', npz(arrays));
    const dataset = unwrap(await workspace.importFile(path));
    expect(dataset).toMatchObject({
      format: 'npy',
      classes: ['0', '1'],
      input: { kind: 'image', height: 2, width: 3, channels: 1 },
      rows: { test: 10 },
    });
    expect(await checkRows('train')).toHaveLength(dataset.rows.train);
    expect(await checkRows('test')).toEqual([80, 81, 82, 83, 84, 85, 86, 87, 88, 89]);
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({ format: 'npy', suggestedName: 'mnist', totalRows: 90 });
  });

  test('in two files of a folder are found from it or from one, packed or not', async () => {
    await workspace.write('set/images.npy', numberedImages(30));
    const path = await workspace.write('set/labels.npy', labelsInTurn(30, 3));
    const dataset = unwrap(await workspace.importFile(path));
    expect(dataset).toMatchObject({ format: 'npy', classes: ['0', '1', '2'] });
    await checkRows('train', 3);
    await workspace.write('packed/images.npy.gz', gzipSync(numberedImages(30)));
    await workspace.write('packed/labels.npy.gz', gzipSync(labelsInTurn(30, 3)));
    const preview = unwrap(await previewDataset(workspace.path('packed'), {}));
    expect(preview).toMatchObject({ format: 'npy', totalRows: 30 });
  });

  test('have coloured pixels as they stand, and labels of any whole type', async () => {
    const pixels = Uint8Array.from({ length: 24 * 12 }, (_, at) => at % 251);
    const values = Array.from({ length: 24 }, (_, row) => (row % 2 === 0 ? -3n : 2n ** 60n + 1n));
    const labels = Buffer.alloc(24 * 8);
    for (const [row, value] of values.entries()) labels.writeBigInt64BE(value, row * 8);
    await workspace.write('set/x.npy', npyOf([24, 2, 2, 3], pixels, { version: 2 }));
    const label = { descr: '>i8', version: 3, fortran: true } as const;
    await workspace.write('set/y.npy', npyOf([24, 1], labels, label));
    const dataset = unwrap(await workspace.importFile(workspace.path('set')));
    expect(dataset.classes).toEqual(['-3', '1152921504606846977']);
    const { features, target, sourceRows } = await readAll('train');
    for (const [at, row] of sourceRows.entries()) {
      const wanted = pixels.subarray(row * 12, row * 12 + 12);
      expect([...features.subarray(at * 12, at * 12 + 12)]).toEqual([...wanted]);
      expect(target[at]).toBe(row % 2);
    }
  });
});

describe('NumPy arrays are refused with the reason', () => {
  const images = numberedImages(12);
  const labels = labelsInTurn(12);
  const pixels = new Uint8Array(72);
  const floats = (rows: number, first: number, others: number) =>
    npyOf([rows, 2, 3], bytesOf(new Float32Array(rows * 6).fill(others).fill(first, 0, 1)), {
      descr: '<f4',
    });
  const wide = (first: number) => bytesOf(new Int32Array(12).fill(first, 0, 1));
  const wrong: readonly [string, Uint8Array, Uint8Array, string, string, string][] = [
    ['objects', images, npyOf([12], pixels, { descr: '|O' }), 'y', 'object', '|O'],
    [
      'texts as images',
      npyOf([18, 2, 2], pixels, { descr: '|S1' }),
      labels,
      'x',
      'image-type',
      'S1',
    ],
    ['standardised floats', floats(12, -2.5, 2), labels, 'x', 'pixel-range', '-2.5 … 2'],
    [
      'whole numbers beyond all scales',
      npyOf([12, 1, 1], wide(70_000), { descr: '<i4' }),
      labels,
      'x',
      'pixel-range',
      '0 … 70000',
    ],
    ['no number', floats(12, Number.NaN, 1), labels, 'x', 'pixel', 'NaN (1)'],
    [
      'Fortran order',
      npyOf([12, 2, 3], pixels, { fortran: true }),
      labels,
      'x',
      'fortran',
      '(12, 2, 3)',
    ],
    ['five axes', npyOf([12, 3, 1, 2, 1], pixels), labels, 'x', 'shape', '(12, 3, 1, 2, 1)'],
    ['short data', npyOf([12, 2, 3], pixels.subarray(1)), labels, 'x', 'length', '199 ≠ 200'],
    [
      'float labels',
      images,
      npyOf([12], bytesOf(new Float32Array(12).fill(0.5)), { descr: '<f4' }),
      'y',
      'label-type',
      'f4',
    ],
    ['rows of labels without a 1', images, npyOf([12, 6], pixels), 'y', 'label-shape', '(12, 6)'],
    [
      'rows of labels with two',
      images,
      npyOf([12, 2], new Uint8Array(24).fill(1)),
      'y',
      'label-shape',
      '(12, 2)',
    ],
    [
      'an empty text',
      images,
      npyOf([12], pixels.subarray(24), { descr: '<U1' }),
      'y',
      'label',
      '""',
    ],
    ['fewer labels', images, labelsInTurn(11), 'y', 'count', '11 ≠ 12'],
  ];

  test.each(wrong)('%s', async (_, x, y, at, problem, found) => {
    await workspace.write('set/x.npy', x);
    await workspace.write('set/y.npy', y);
    const path = await workspace.write('set.npz', npz({ x, y }));
    for (const source of [workspace.path('set'), path]) {
      expect(await workspace.importFile(source)).toEqual({
        ok: false,
        error: {
          code: 'dataset/image-data-invalid',
          path: join(source, `${at}.npy`),
          problem,
          found,
        },
      });
      expect(await workspace.left()).toEqual([]);
    }
  });

  test('names that say nothing', async () => {
    const path = await workspace.write('a.npz', npz({ arr_0: images, arr_1: labels }));
    expect(await workspace.importFile(path)).toEqual({
      ok: false,
      error: {
        code: 'dataset/image-data-invalid',
        path,
        problem: 'names',
        found: 'arr_0.npy, arr_1.npy',
      },
    });
  });
});
