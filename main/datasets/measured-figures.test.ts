import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { DatasetId } from '../../app/ids.ts';
import { previewDataset } from './preview-dataset.ts';
import { reprepareDataset } from './reprepare-dataset.ts';
import {
  cocoFiles,
  type ShapePicture,
  shapePictures,
  writeFiles,
} from './testing/shape-pictures.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

test('nothing says how many different lines or windows a running text has, which nobody counts', async () => {
  const line = 'the same line again and again, of which there is but one\n';
  const path = await workspace.write('prose.txt', line.repeat(200));
  const preview = unwrap(await previewDataset(path, {}));
  expect(preview.totalRows).toBe(200);
  const text = { name: 'text', missing: 0, distinct: null };
  expect(preview.columns).toMatchObject([text]);
  const dataset = unwrap(await workspace.importFile(path));
  expect(dataset.columns).toMatchObject([text]);
});

/** Pictures of two classes, all of one colour. */
async function twoClasses(): Promise<string> {
  const create = { width: 4, height: 4, channels: 3, background: '#808080' } as const;
  const png = await sharp({ create }).png().toBuffer();
  for (const name of ['a', 'b']) {
    for (let at = 0; at < 10; at += 1) await workspace.write(`set/${name}/${at}.png`, png);
  }
  return workspace.path('set');
}

test('alike pictures do not pass for different ones; classes are counted after they were corrected', async () => {
  const path = await twoClasses();
  const image = { name: 'image', missing: 0, distinct: null };
  expect(unwrap(await previewDataset(path, {})).columns[0]).toMatchObject(image);
  const steps = [
    { kind: 'relabel', rows: [{ row: 0, from: 'a', to: 'b' }] },
    { kind: 'exclude-rows', rows: [1, 2] },
  ] as const;
  const dataset = unwrap(await workspace.importFile(path, { recipe: { version: 1, steps } }));
  const { train, val, test: tested } = dataset.rows;
  expect(train + val + tested).toBe(18);
  const counts = [
    ['a', 7],
    ['b', 11],
  ];
  expect(dataset.classCounts.map(({ name, count }) => [name, count])).toEqual(counts);
  expect(dataset.columns[0]).toMatchObject(image);
  const { top = [], distinct } = dataset.columns[1] ?? {};
  expect(distinct).toBe(2);
  expect(top.map(({ value, count }) => [value, count])).toEqual(counts.toReversed());
});

test('of pictures that are left, those without a box are counted', async () => {
  const drawn = await shapePictures(24);
  const pictures: readonly ShapePicture[] = drawn.map((picture, at) =>
    at < 5 ? { ...picture, shapes: [] } : picture,
  );
  await writeFiles(workspace.path('set'), cocoFiles(pictures));
  const from = unwrap(await workspace.importFile(workspace.path('set')));
  expect(from.columns.map(({ missing, distinct }) => [missing, distinct])).toEqual([
    [0, null],
    [5, 3],
  ]);
  const left = await reprepareDataset({
    from,
    fromFolder: join(workspace.datasetsFolder(), DATASET_ID),
    recipe: { version: 1, steps: [{ kind: 'exclude-rows', rows: [0, 1, 7] }] },
    name: 'left',
    id: 'dataset-2' as DatasetId,
    createdAt: '2026-01-02T00:00:00.000Z',
    datasetsFolder: workspace.datasetsFolder(),
    onProgress: () => undefined,
  });
  const { classCounts, columns } = unwrap(left);
  expect(columns.map(({ missing, distinct }) => [missing, distinct])).toEqual([
    [0, null],
    [3, 3],
  ]);
  const shapes = pictures.flatMap((picture, at) => ([0, 1, 7].includes(at) ? [] : picture.shapes));
  for (const { name, count } of classCounts) {
    expect(count).toBe(shapes.filter((shape) => shape.name === name).length);
  }
});

test('a long text tells how its characters are written', async () => {
  const line = '炉边有一只猫，它看着火。\n'.repeat(400);
  const utf8 = await workspace.write('a/part1.txt', line);
  expect(unwrap(await previewDataset(utf8, {})).encodings).toEqual(['utf-8']);
  // 你好 and a line break, as GB18030 has them.
  const gb = Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x0a]);
  const other = await workspace.write('a/part2.txt', Buffer.concat(new Array(400).fill(gb)));
  expect(unwrap(await previewDataset(other, {})).encodings).toEqual(['gb18030']);
  const { encodings } = unwrap(await previewDataset(workspace.path('a'), {}));
  expect(encodings).toEqual(['utf-8', 'gb18030']);
});
