import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { previewDataset } from './preview-dataset.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const ROWS = 24;
const names = Array.from({ length: ROWS }, (_, row) => `图 ${row}`);
const label = (row: number) => ['cat', 'dog'][row % 2] ?? '';

/** Pictures that are as grey as their number says. */
async function writePictures(place = 'set'): Promise<string> {
  for (const [row, name] of names.entries()) {
    const grey = { r: row * 10, g: row * 10, b: row * 10 };
    const create = { width: 4, height: 4, channels: 3, background: grey } as const;
    const png = await sharp({ create }).toColourspace('b-w').png().toBuffer();
    await workspace.write(`${place}/${name}.png`, png);
  }
  return workspace.path('set');
}

const listOf = (cells: (name: string, row: number) => string, header = 'file,label') =>
  `${header}\n${names.map(cells).join('\n')}\n`;

describe('a folder of pictures with a list of labels', () => {
  test('gives every picture its label and its split', async () => {
    const path = await writePictures();
    const split = (row: number) => (row < 18 ? 'train' : 'test');
    const list = listOf(
      (name, row) => `${split(row)},${label(row)},${name}.png`,
      'split,breed,file',
    );
    await workspace.write('set/list.csv', list);
    const dataset = unwrap(await workspace.importFile(path));
    expect(dataset).toMatchObject({
      format: 'label-list',
      target: 'breed',
      classes: ['cat', 'dog'],
      rows: { test: 6 },
      input: { kind: 'image', height: 4, width: 4, channels: 1 },
    });
    const folder = join(workspace.datasetsFolder(), DATASET_ID);
    const manifest = unwrap(await readManifest(folder));
    for (const part of ['train', 'test'] as const) {
      const { features, target, sourceRows } = unwrap(await readSplit(folder, manifest, part));
      for (const [at, row] of sourceRows.entries()) {
        expect(features[at * 16]).toBe(row * 10);
        expect(target[at]).toBe(row % 2);
      }
    }
  });

  test('may name them without endings, in a folder below, and have several columns', async () => {
    await writePictures('set/images');
    const list = listOf((name, row) => `${name};${label(row)};${row % 3}`, 'id;kind;size');
    await workspace.write('set/labels.csv', list);
    const options = { target: 'size', format: 'label-list' } as const;
    const preview = unwrap(await previewDataset(workspace.path('set'), options));
    expect(preview).toMatchObject({ target: 'size', totalRows: ROWS });
    expect(preview.classCounts.map(({ count }) => count)).toEqual([8, 8, 8]);
  });

  test.each([
    ['../set/图 0.png', 'picture-twice'],
    ['图 1.png', 'picture-twice'],
  ])('names the row of %s', async (name, problem) => {
    const path = await writePictures();
    const list = listOf((own, row) => `${row === 2 ? name : `${own}.png`},${label(row)}`);
    const place = await workspace.write('set/list.csv', list);
    expect(await workspace.importFile(path)).toEqual({
      ok: false,
      error: { code: 'dataset/image-data-invalid', path: place, problem, found: `${name} (4)` },
    });
    expect(await workspace.left()).toEqual([]);
  });

  test.each([
    ['/etc/passwd', 1],
    ['none.png', 3],
  ])(
    'names the first row whose picture is missing, counts all, and leaves them out when told to: %s',
    async (name, count) => {
      const path = await writePictures();
      const isMissing = (row: number) => row >= 2 && row < 2 + count;
      const place = await workspace.write(
        'set/list.csv',
        listOf((own, row) => `${isMissing(row) ? name : `${own}.png`},${label(row)}`),
      );
      const told = { row: 4, value: name, count };
      expect(await workspace.importFile(path)).toEqual({
        ok: false,
        error: { code: 'dataset/pictures-missing', path: place, ...told },
      });
      expect(await workspace.left()).toEqual([]);
      const dataset = unwrap(await workspace.importFile(path, { leaveOutMissing: true }));
      const { train, val, test: held } = dataset.rows;
      expect(train + val + held).toBe(ROWS - count);
      expect(dataset.warnings).toEqual([
        { kind: 'rows-without-picture', file: 'list.csv', ...told },
        { kind: 'pictures-unlisted', count },
      ]);
    },
  );

  test('is the only thing of which rows may be left out for want of a picture', async () => {
    const table = await workspace.write('t.csv', 'a,b\n1,2\n2,3\n');
    expect(await previewDataset(table, { leaveOutMissing: true })).toMatchObject({
      error: { code: 'recipe/invalid', place: 'leaveOutMissing' },
    });
  });

  test('names the row without a label', async () => {
    const path = await writePictures();
    const place = await workspace.write(
      'set/list.csv',
      listOf((name, row) => `${name}.png,${row === 3 ? '' : label(row)}`),
    );
    expect(await workspace.importFile(path)).toEqual({
      ok: false,
      error: { code: 'dataset/target-value-missing', path: place, row: 5, column: 'label' },
    });
  });
});
