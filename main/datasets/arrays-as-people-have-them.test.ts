import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewWarningText } from '../../app/dataset/preview-warning-text.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { npyNumbers } from './arrays/npy-numbers.ts';
import { previewDataset } from './preview-dataset.ts';
import { zipOf } from './testing/archive-files.ts';
import { bytesOf, labelsInTurn, npyOf, numberedImages } from './testing/npy-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const ROWS = 20;
const PIXELS = 6;

/** Writes an NPZ file and imports it as the page does. */
async function importArrays(arrays: Readonly<Record<string, Uint8Array>>) {
  const entries = Object.entries(arrays).map(([name, content]) => ({
    name: `${name}.npy`,
    content,
  }));
  const path = await workspace.write('set.npz', zipOf(entries));
  const preview = unwrap(await previewDataset(path, {}));
  expect(preview.format).toBe('npy');
  return { preview, dataset: unwrap(await workspace.importFile(path)) };
}

/** Pixels and labels as they are stored, by the rows of the source. */
async function storedRows(pixels = PIXELS) {
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const rows: { pixels: number[]; label: number }[] = [];
  for (const split of ['train', 'val', 'test'] as const) {
    const { features, target, sourceRows } = unwrap(await readSplit(folder, manifest, split));
    for (const [at, row] of sourceRows.entries()) {
      const own = features.subarray(at * pixels, (at + 1) * pixels);
      rows[row] = { pixels: [...own], label: target[at] ?? -1 };
    }
  }
  return rows;
}

/** Numbers of images [rows, 2, 3], of which all pixels of a row are the same. */
const numbers = (value: (row: number) => number) =>
  Array.from({ length: ROWS * PIXELS }, (_, at) => value(Math.floor(at / PIXELS)));
const images = (descr: string, data: ArrayBufferView) =>
  npyOf([ROWS, 2, 3], bytesOf(data), { descr });
const scaleOf = (lowest: number, highest: number, from: number, to: number) => ({
  kind: 'pixels-scaled',
  ...{ lowest, highest, from, to },
});

describe('images in an array of', () => {
  test.each<[string, Uint8Array, (row: number) => number, unknown]>([
    [
      'floats from 0 to 1',
      images('<f4', Float32Array.from(numbers((row) => row / 32))),
      (row) => Math.round((row / 32) * 255),
      scaleOf(0, 19 / 32, 0, 1),
    ],
    [
      'floats from 0 to 255, with more digits',
      images('<f8', Float64Array.from(numbers((row) => row * 13))),
      (row) => row * 13,
      scaleOf(0, 247, 0, 255),
    ],
    [
      'floats from -1 to 1',
      images('<f4', Float32Array.from(numbers((row) => row / 16 - 0.75))),
      (row) => Math.round((row / 16 + 0.25) * 127.5),
      scaleOf(-0.75, 19 / 16 - 0.75, -1, 1),
    ],
    [
      'whole numbers of 64 bits',
      images(
        '<i8',
        BigInt64Array.from(
          numbers((row) => row),
          BigInt,
        ),
      ),
      (row) => row,
      scaleOf(0, 19, 0, 255),
    ],
    [
      'two bytes',
      images('<u2', Uint16Array.from(numbers((row) => row * 257 * 10))),
      (row) => row * 10,
      scaleOf(0, 19 * 2570, 0, 65_535),
    ],
    [
      'yes and no',
      images('|b1', Uint8Array.from(numbers((row) => (row % 3 === 0 ? 1 : 0)))),
      (row) => (row % 3 === 0 ? 255 : 0),
      scaleOf(0, 1, 0, 1),
    ],
  ])('%s', async (_, x, expected, warning) => {
    const { preview } = await importArrays({ images: x, labels: labelsInTurn(ROWS) });
    expect(preview.warnings).toEqual([warning]);
    for (const language of ['en', 'zh'] as const) {
      for (const each of preview.warnings) {
        expect(previewWarningText(each, language)).not.toMatch(/[{}]|import\./);
      }
    }
    for (const [row, { pixels }] of (await storedRows()).entries()) {
      expect(pixels).toEqual(Array(PIXELS).fill(expected(row)));
    }
  });

  test('planes of channels have them last', async () => {
    const data = Uint8Array.from({ length: ROWS * 12 }, (_, at) => at % 251);
    const { preview } = await importArrays({
      X: npyOf([ROWS, 3, 2, 2], data),
      Y: labelsInTurn(ROWS),
    });
    expect(preview).toMatchObject({
      input: { height: 2, width: 2, channels: 3 },
      warnings: [{ kind: 'channels-first', channels: 3 }],
    });
    for (const [row, { pixels }] of (await storedRows(12)).entries()) {
      const expected = Array.from(
        { length: 12 },
        (_, at) => data[row * 12 + (at % 3) * 4 + Math.floor(at / 3)],
      );
      expect(pixels).toEqual(expected);
    }
  });

  test('one scale are brought to bytes alike in all splits', async () => {
    const dim = Float32Array.from({ length: 10 * PIXELS }, () => 0.5);
    await importArrays({
      x_train: images('<f4', Float32Array.from(numbers((row) => row * 10))),
      y_train: labelsInTurn(ROWS),
      x_test: npyOf([10, 2, 3], bytesOf(dim), { descr: '<f4' }),
      y_test: labelsInTurn(10),
    });
    const rows = await storedRows();
    expect(rows[19]?.pixels[0]).toBe(190);
    // On its own, the test part would be on a scale from 0 to 1.
    expect(rows[ROWS]?.pixels[0]).toBe(1);
  });
});

describe('labels in an array of', () => {
  const spread = Float32Array.from({ length: ROWS * 2 }, (_, at) =>
    Math.floor(at / 2) % 2 === at % 2 ? 1 : 0,
  );
  const words = (width: number, write: (word: string) => Uint8Array) => {
    const bytes = new Uint8Array(ROWS * width);
    for (let row = 0; row < ROWS; row += 1) {
      bytes.set(write(row % 2 === 0 ? '猫' : 'dog'), row * width);
    }
    return bytes;
  };
  const wide = words(12, (word) =>
    bytesOf(Uint32Array.from([...word], (each) => each.codePointAt(0) ?? 0)),
  );
  const narrow = words(5, (word) => Buffer.from(word));

  test.each<[string, Uint8Array, readonly string[], readonly unknown[]]>([
    [
      'a column for each class',
      npyOf([ROWS, 2], bytesOf(spread), { descr: '<f4' }),
      ['0', '1'],
      [{ kind: 'labels-spread', columns: 2 }],
    ],
    [
      'floats that are whole',
      npyOf([ROWS], bytesOf(Float64Array.from({ length: ROWS }, (_, row) => (row % 2) + 3)), {
        descr: '<f8',
      }),
      ['3', '4'],
      [],
    ],
    ['texts', npyOf([ROWS], wide, { descr: '<U3' }), ['dog', '猫'], []],
    ['bytes of texts', npyOf([ROWS, 1], narrow, { descr: '|S5' }), ['dog', '猫'], []],
    [
      'yes and no',
      npyOf(
        [ROWS],
        Uint8Array.from({ length: ROWS }, (_, row) => row % 2),
        { descr: '|b1' },
      ),
      ['False', 'True'],
      [],
    ],
  ])('%s', async (_, y, classes, warnings) => {
    const { preview, dataset } = await importArrays({ data: numberedImages(ROWS), target: y });
    expect(preview.warnings).toEqual(warnings);
    expect(dataset.classes).toEqual(classes);
    const first = (await storedRows())[0]?.label;
    for (const [row, { pixels, label }] of (await storedRows()).entries()) {
      expect(pixels[0]).toBe(row);
      expect(label === first).toBe(row % 2 === 0);
    }
  });
});

describe('arrays are found that are called', () => {
  const [x, y] = [numberedImages(ROWS), labelsInTurn(ROWS)];
  test.each([
    [{ X: x, Y: y }],
    [{ data: x, target: y }],
    [{ images: x, labels: y }],
    [{ features: x, classes: y }],
    [{ Xtr: x, Ytr: y, Xte: x, Yte: y }],
    [{ trainImages: x, trainLabels: y }],
    [{ 'train/images': x, 'train/labels': y, 'test/images': x, 'test/labels': y }],
    [{ x_train: x, y_train: y, target_names: npyOf([2], new Uint8Array(2)) }],
  ])('%o', async (arrays) => {
    const { preview, dataset } = await importArrays(arrays);
    const test = Object.keys(arrays).some((name) => /te/i.test(name) && !/target/.test(name));
    expect(preview.totalRows).toBe(test ? 2 * ROWS : ROWS);
    if (test) expect(dataset.rows.test).toBe(ROWS);
  });

  test('in folders of splits', async () => {
    for (const split of ['train', 'val']) {
      await workspace.write(`set/${split}/images.npy`, x);
      await workspace.write(`set/${split}/labels.npy`, y);
    }
    const preview = unwrap(await previewDataset(workspace.path('set'), {}));
    expect(preview).toMatchObject({ format: 'npy', totalRows: 2 * ROWS });
  });
});

test('numbers of two bytes and of the other order are what NumPy means by them', () => {
  const half = Uint16Array.from([0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00, 0x8000]);
  const read = npyNumbers(bytesOf(half), { kind: 'f', itemBytes: 2, bigEndian: false });
  expect([...Array.from(read)]).toEqual([
    ...[1, -2, 0.333251953125, 2 ** -24, 65_504, Number.POSITIVE_INFINITY, -0],
  ]);
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(-1.25);
  const big = npyNumbers(bytes, { kind: 'f', itemBytes: 8, bigEndian: true });
  expect(Array.from(big)).toEqual([-1.25]);
});
