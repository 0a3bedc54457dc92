import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { unpackBoxes } from '../../../app/boxes/box.ts';
import { encodeBoxes } from '../../../app/boxes/center-grid.ts';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensor } from '../../shards/read.ts';
import { auditDataset } from '../audit/audit-dataset.ts';
import { previewDataset } from '../preview-dataset.ts';
import { readDatasetRows } from '../read-rows.ts';
import { tarOf, zipOf } from '../testing/archive-files.ts';
import {
  cocoFiles,
  type Files,
  SHAPES,
  type ShapePicture,
  shapePictures,
  vocFiles,
  writeFiles,
  yoloFiles,
} from '../testing/shape-pictures.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const COUNT = 24;
const FORMATS = { coco: cocoFiles, yolo: yoloFiles, voc: vocFiles } as const;
type Format = keyof typeof FORMATS;

const workspace = useWorkspace();
let pictures: readonly ShapePicture[];
beforeAll(async () => {
  pictures = await shapePictures(COUNT);
});

const written = async (files: Files): Promise<string> => {
  await writeFiles(workspace.path('set'), files);
  return workspace.path('set');
};
const folder = () => join(workspace.datasetsFolder(), DATASET_ID);

describe.each(Object.keys(FORMATS) as Format[])('%s', (format) => {
  test('is recognised, previewed and stored with its boxes', async () => {
    const path = await written(FORMATS[format](pictures));
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({ format, task: 'object-detection', totalRows: COUNT });
    expect(preview.source.why.kind).toBe(format);
    expect(preview.sampleImages[0]?.boxes?.length).toBeGreaterThan(0);
    expect(preview.warnings).toEqual([]);

    const dataset = unwrap(await workspace.importFile(path));
    const shapes = pictures.flatMap((picture) => picture.shapes);
    expect(dataset).toMatchObject({
      format,
      task: 'object-detection',
      rows: { train: 17, val: 3, test: 4 },
      classes: [...SHAPES],
      input: { kind: 'image', height: 64, width: 64, channels: 3 },
      sampleTarget: { kind: 'boxes', height: 16, width: 16, classes: 3, most: 3 },
    });
    expect(dataset.boxes).toMatchObject({ boxes: shapes.length, images: COUNT, imagesWithout: 0 });
    expect(dataset.classCounts).toEqual(
      SHAPES.map((name) => ({ name, count: shapes.filter((each) => each.name === name).length })),
    );
    const manifest = unwrap(await readManifest(folder()));
    for (const split of SPLITS) {
      const prepared = manifest.splits[split];
      if (prepared.boxes === undefined) throw new Error('Boxes are stored');
      const packed = unwrap(await readTensor(folder(), prepared.boxes));
      const target = unwrap(await readTensor(folder(), prepared.target));
      const rows = unwrap(await readTensor(folder(), prepared.sourceRows));
      for (const [at, row] of rows.entries()) {
        const boxes = unpackBoxes(packed.subarray(at * 15, (at + 1) * 15));
        const drawn = pictures[row]?.shapes ?? [];
        expect(boxes.length).toBe(drawn.length);
        for (const [index, shape] of drawn.entries()) {
          expect(SHAPES[boxes[index]?.label ?? -1]).toBe(shape.name);
          expect((boxes[index]?.left ?? 0) * 64).toBeCloseTo(shape.left, 4);
          expect((boxes[index]?.bottom ?? 0) * 64).toBeCloseTo(shape.bottom, 4);
        }
        const encoded = encodeBoxes(boxes, { height: 16, width: 16, classes: 3 });
        const stored = target.subarray(at * encoded.length, (at + 1) * encoded.length);
        for (const [cell, value] of encoded.entries()) expect(stored[cell]).toBeCloseTo(value, 4);
      }
    }
    const page = unwrap(await readDatasetRows(folder(), dataset, 'val', 0, 2));
    expect(page.rows[0]?.boxes?.length).toBeGreaterThan(0);
    expect(page.rows[0]?.image).toMatch(/^data:image\/png/);
    expect((await auditDataset(folder(), dataset, () => {})).ok).toBe(true);
  });

  test.each(['zip', 'tar.gz'] as const)('is the same from a %s', async (kind) => {
    const entries = Object.entries(FORMATS[format](pictures)).map(([name, content]) => ({
      name: `形状/${name}`,
      content,
    }));
    const bytes = kind === 'zip' ? zipOf(entries) : gzipSync(tarOf(entries));
    const path = await workspace.write(`set.${kind}`, bytes);
    const dataset = unwrap(await workspace.importFile(path));
    expect(dataset).toMatchObject({ format, rows: { train: 17, val: 3, test: 4 } });
  });
});

test('a COCO file by itself is read with the images beside it, also as gzip', async () => {
  const path = await written(cocoFiles(pictures));
  const plain = join(path, 'annotations.json');
  expect(unwrap(await previewDataset(plain, {}))).toMatchObject({ format: 'coco' });
  const packed = await workspace.write('set/packed.json.gz', gzipSync(await readFile(plain)));
  expect(unwrap(await workspace.importFile(packed))).toMatchObject({ format: 'coco' });
});

test('files of boxes that are called after splits keep to them', async () => {
  const all = cocoFiles(pictures);
  const files: Record<string, string | Uint8Array> = {};
  for (const [at, split] of ['train2017', 'val2017'].entries()) {
    const half = cocoFiles(pictures.slice(at * 12, at * 12 + 12));
    files[`annotations/instances_${split}.json`] = half['annotations.json'] ?? '';
    files[`annotations/captions_${split}.json`] = '{"images":[{"id":1,"file_name":"x"}]}';
    for (const [name, content] of Object.entries(half)) {
      if (name.startsWith('images/')) files[name.replace('images', split)] = content;
    }
  }
  expect(Object.keys(all).length).toBe(COUNT + 1);
  const dataset = unwrap(await workspace.importFile(await written(files)));
  expect(dataset.rows.val).toBe(12);
  expect(dataset.rows.train + dataset.rows.test).toBe(12);
});

test('folders of YOLO that are called after splits keep to them; classes.txt and map of names do', async () => {
  const files: Record<string, string | Uint8Array> = {
    'data.yaml':
      'train: ../train/images\nval: ../valid/images\nnames:\n  0: circle\n  1: square\n  2: "triangle"\n',
  };
  for (const [name, content] of Object.entries(yoloFiles(pictures))) {
    const at = Number(/\d+/.exec(name)?.[0] ?? -1);
    const [kind] = name.split('/');
    if (at >= 0) files[`${at < 14 ? 'train' : 'valid'}/${kind}/${at}.${name.slice(-3)}`] = content;
  }
  const dataset = unwrap(await workspace.importFile(await written(files)));
  expect(dataset.rows.val).toBe(10);
  expect(dataset.classes).toEqual([...SHAPES]);
});

test('a folder of pictures, text files and a list of names is YOLO', async () => {
  const files: Record<string, string | Uint8Array> = { 'classes.txt': `${SHAPES.join('\n')}\n` };
  for (const [name, content] of Object.entries(yoloFiles(pictures))) {
    if (name !== 'data.yaml') files[name.replace(/^.*\//, '')] = content;
  }
  expect(unwrap(await workspace.importFile(await written(files)))).toMatchObject({
    format: 'yolo',
    classes: [...SHAPES],
  });
});

test('lists of splits of Pascal VOC are kept to', async () => {
  const stem = (at: number) => `shape-${String(at).padStart(3, '0')}`;
  const list = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => `${stem(from + at)}\n`).join('');
  const files = {
    ...vocFiles(pictures),
    'ImageSets/Main/train.txt': list(0, 15),
    'ImageSets/Main/val.txt': list(15, 20),
    'ImageSets/Main/test.txt': list(20, 24),
  };
  expect(unwrap(await workspace.importFile(await written(files))).rows).toEqual({
    train: 15,
    val: 5,
    test: 4,
  });
});

test('images are resized as asked, by whole cells', async () => {
  const path = await written(cocoFiles(pictures));
  const wrong = await workspace.importFile(path, { images: { height: 30, width: 64 } });
  expect(wrong).toMatchObject({
    ok: false,
    error: { code: 'recipe/invalid', place: 'images.height' },
  });
  const dataset = unwrap(await workspace.importFile(path, { images: { height: 32, width: 96 } }));
  expect(dataset.sampleTarget).toMatchObject({ height: 8, width: 24 });
});
