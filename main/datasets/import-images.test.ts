import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { SPLITS } from '../../app/dataset/dataset.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { previewDataset } from './preview-dataset.ts';
import { readDatasetRows } from './read-rows.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const DIGITS = join(SAMPLES, 'digits-images-idx3-ubyte.gz');

/** An IDX file of unsigned bytes. */
function idx(sizes: readonly number[], data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  for (const [axis, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * axis);
  return Buffer.concat([header, data]);
}

/** Images of 2 × 3 whose pixels all hold the row's number, labelled in turn. */
async function writePair(prefix: string, rows: number, classes = 2): Promise<string> {
  const pixels = Uint8Array.from({ length: rows * 6 }, (_, at) => Math.floor(at / 6));
  const labels = Uint8Array.from({ length: rows }, (_, row) => row % classes);
  await workspace.write(`${prefix}labels-idx1-ubyte`, idx([rows], labels));
  return workspace.write(`${prefix}images-idx3-ubyte`, idx([rows, 2, 3], pixels));
}

async function solidPng(side: number, grey: number, channels: 1 | 3 | 4 = 3): Promise<Buffer> {
  const background =
    channels === 4 ? { r: 0, g: 0, b: 0, alpha: 0 } : { r: grey, g: grey, b: grey };
  const image = sharp({
    create: { width: side, height: side, channels: channels === 4 ? 4 : 3, background },
  });
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}

async function writeClasses(sizes: Readonly<Record<string, number>>, side = 5): Promise<string> {
  for (const [name, images] of Object.entries(sizes)) {
    for (let at = 0; at < images; at += 1) {
      await workspace.write(`set/${name}/${at}.png`, await solidPng(side, 100 + at));
    }
  }
  return workspace.path('set');
}

async function readAll(split: (typeof SPLITS)[number]) {
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  return unwrap(await readSplit(folder, unwrap(await readManifest(folder)), split));
}

describe('an IDX pair', () => {
  test('keeps its bytes and labels, row by row', async () => {
    const dataset = unwrap(await workspace.importFile(DIGITS));
    expect(dataset).toMatchObject({
      task: 'image-classification',
      format: 'idx',
      rows: { train: 1258, val: 269, test: 270 },
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      input: { kind: 'image', height: 8, width: 8, channels: 1 },
    });
    const pixels = gunzipSync(await readFile(DIGITS)).subarray(16);
    const labels = gunzipSync(
      await readFile(DIGITS.replace('images-idx3', 'labels-idx1')),
    ).subarray(8);
    for (const split of SPLITS) {
      const { features, target, sourceRows } = await readAll(split);
      for (const [at, row] of sourceRows.entries()) {
        expect(target[at]).toBe(labels[row]);
        expect(Buffer.from(features.subarray(at * 64, at * 64 + 64))).toEqual(
          Buffer.from(pixels.subarray(row * 64, row * 64 + 64)),
        );
      }
    }
  });

  test('is found from its folder, its images or its labels, plain or packed', async () => {
    await writePair('', 12);
    const { fingerprint } = unwrap(await workspace.importFile(workspace.path('images-idx3-ubyte')));
    for (const name of ['.', 'labels-idx1-ubyte']) {
      await rm(workspace.datasetsFolder(), { recursive: true });
      const again = unwrap(await workspace.importFile(workspace.path(name)));
      expect(again.fingerprint).toBe(fingerprint);
    }
    await rm(workspace.datasetsFolder(), { recursive: true });
    const labels = await readFile(workspace.path('labels-idx1-ubyte'));
    await rm(workspace.path('labels-idx1-ubyte'));
    await workspace.write('labels-idx1-ubyte.gz', gzipSync(labels));
    const packed = unwrap(await workspace.importFile(workspace.path('images-idx3-ubyte')));
    expect(packed.fingerprint).toBe(fingerprint);
  });

  test('beside t10k is the training part: t10k stays the test split', async () => {
    await writePair('train-', 40);
    await writePair('t10k-', 10);
    const dataset = unwrap(await workspace.importFile(workspace.path('train-images-idx3-ubyte')));
    expect(dataset.rows).toEqual({ train: 33, val: 7, test: 10 });
    const { sourceRows } = await readAll('test');
    expect([...sourceRows]).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
  });

  test('can be resized', async () => {
    const path = await writePair('', 12);
    const imageSize = { height: 4, width: 4 };
    const dataset = unwrap(await workspace.importFile(path, { images: imageSize }));
    expect(dataset.input).toMatchObject(imageSize);
    const { features, sourceRows } = await readAll('val');
    expect([...features.subarray(0, 16)]).toEqual(Array(16).fill(sourceRows[0]));
  });

  test('shows its images and classes before it is stored', async () => {
    const preview = unwrap(await previewDataset(DIGITS, {}));
    expect(preview).toMatchObject({ suggestedName: 'digits', totalRows: 1797, warnings: [] });
    expect(preview.sampleImages).toHaveLength(24);
    expect(new Set(preview.sampleImages.map(({ label }) => label)).size).toBe(10);
    const png = Buffer.from(preview.sampleImages[0]?.dataUrl.split(',')[1] ?? '', 'base64');
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 8, height: 8 });
  });
});

describe('a broken IDX pair is refused, and leaves nothing', () => {
  const images = 'images-idx3-ubyte';

  test.each([
    [
      'shorter than promised',
      16 + 60,
      { code: 'dataset/idx-truncated', expectedBytes: 88, foundBytes: 76 },
    ],
    ['cut in its header', 10, { code: 'dataset/idx-truncated', expectedBytes: 16, foundBytes: 10 }],
    ['empty', 0, { code: 'dataset/empty' }],
  ])('images %s', async (_, bytes, error) => {
    const path = await writePair('', 12);
    const whole = await readFile(path);
    for (const content of [whole.subarray(0, bytes), gzipSync(whole.subarray(0, bytes))]) {
      await workspace.write(images, content);
      expect(await workspace.importFile(path)).toEqual({ ok: false, error: { ...error, path } });
      expect(await workspace.left()).toEqual([]);
    }
  });

  test('a truncated archive', async () => {
    const path = await writePair('', 12);
    const archive = gzipSync(await readFile(path));
    await workspace.write(images, archive.subarray(0, archive.length - 9));
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/idx-truncated', expectedBytes: 88 },
    });
  });

  test.each([
    ['another type', [0, 0, 0x0d, 3], { offset: 2, found: '0x0d' }],
    ['another rank', [0, 0, 8, 2], { offset: 3, found: '0x02' }],
    ['no magic number', [1, 0, 8, 3], { offset: 0, found: '0x0100' }],
    ['no width', [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], { offset: 12 }],
  ])('a header with %s', async (_, bytes, error) => {
    const path = await writePair('', 12);
    await workspace.write(images, Buffer.concat([Buffer.from(bytes), Buffer.alloc(20)]));
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/idx-header', path, ...error },
    });
  });

  test('a header that promises more than any disk holds', async () => {
    const path = await writePair('', 12);
    await workspace.write(images, gzipSync(idx([0xffffffff, 0xffff, 0xff], Buffer.alloc(9))));
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/too-large' },
    });
  });

  test('no header, whatever its bytes, is accepted by mistake', async () => {
    const path = await writePair('', 12);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        await workspace.write(images, bytes);
        expect(await workspace.importFile(path, { format: 'idx' })).toMatchObject({ ok: false });
      }),
      { numRuns: 60 },
    );
  });

  test('images without labels, and more labels than images', async () => {
    const path = await writePair('', 12);
    await workspace.write('labels-idx1-ubyte', idx([13], Buffer.alloc(13)));
    expect(await workspace.importFile(path)).toEqual({
      ok: false,
      error: { code: 'dataset/idx-count-mismatch', images: 12, labels: 13 },
    });
    await rm(workspace.path('labels-idx1-ubyte'));
    expect(await workspace.importFile(path)).toEqual({
      ok: false,
      error: {
        code: 'dataset/idx-pair-missing',
        path,
        looked: workspace.path('labels-idx1-ubyte'),
      },
    });
  });

  test('one class only', async () => {
    const path = await writePair('', 12, 1);
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/target-one-class', column: 'label', value: '0' },
    });
  });
});

describe('a folder of images', () => {
  test('becomes classes in order, at the most common size', async () => {
    const path = await writeClasses({ class_10: 6, class_2: 7 });
    await workspace.write('set/class_2/wide.png', await solidPng(9, 200));
    await workspace.write('set/class_2/notes.txt', 'not an image');
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({
      format: 'image-folder',
      suggestedName: 'set',
      classCounts: [
        { name: 'class_2', count: 8 },
        { name: 'class_10', count: 6 },
      ],
      input: { height: 5, width: 5, channels: 3 },
      warnings: [{ kind: 'images-resized', from: 1, height: 5, width: 5 }],
    });
    const dataset = unwrap(await workspace.importFile(path));
    expect(dataset.classes).toEqual(['class_2', 'class_10']);
    expect(dataset.rows.train + dataset.rows.val + dataset.rows.test).toBe(14);
    const folder = join(workspace.datasetsFolder(), DATASET_ID);
    const { rows } = unwrap(await readDatasetRows(folder, dataset, 'test', 0, 1));
    const png = Buffer.from(rows[0]?.image?.split(',')[1] ?? '', 'base64');
    expect(await sharp(png).metadata()).toMatchObject({ width: 5, height: 5, channels: 3 });
  });

  test('keeps train, val and test where they are folders', async () => {
    for (const [split, images] of [
      ['train', 6],
      ['validation', 2],
      ['test', 3],
    ] as const) {
      for (const name of ['a', 'b']) {
        for (let at = 0; at < images; at += 1) {
          await workspace.write(`set/${split}/${name}/${at}.png`, await solidPng(4, 10 * at));
        }
      }
    }
    const dataset = unwrap(await workspace.importFile(workspace.path('set')));
    expect(dataset.rows).toEqual({ train: 12, val: 4, test: 6 });
    expect(dataset.classes).toEqual(['a', 'b']);
  });

  test('of grey images has one channel, with transparency on white', async () => {
    const path = await writeClasses({});
    for (const name of ['a', 'b']) {
      for (let at = 0; at < 4; at += 1) {
        await workspace.write(`set/${name}/${at}.png`, await solidPng(3, 77, 1));
      }
    }
    expect(unwrap(await workspace.importFile(path)).input).toMatchObject({ channels: 1 });
    expect(new Set((await readAll('train')).features)).toEqual(new Set([77]));

    await rm(workspace.datasetsFolder(), { recursive: true });
    await workspace.write('set/a/0.png', await solidPng(3, 0, 4));
    expect(unwrap(await workspace.importFile(path)).input).toMatchObject({ channels: 3 });
    const all = await Promise.all(
      SPLITS.map(async (split) => [...(await readAll(split)).features]),
    );
    expect(new Set(all.flat())).toEqual(new Set([77, 255]));
  });

  test.each(['jpeg', 'webp', 'gif', 'tiff'] as const)('of %s files can be read', async (format) => {
    for (const name of ['a', 'b']) {
      for (let at = 0; at < 3; at += 1) {
        const image = await sharp(await solidPng(6, 50))
          [format]()
          .toBuffer();
        await workspace.write(`set/${name}/${at}.${format}`, image);
      }
    }
    const dataset = unwrap(await workspace.importFile(workspace.path('set')));
    expect(dataset.input).toMatchObject({ height: 6, width: 6 });
  });

  test('is not left through links', async () => {
    const path = await writeClasses({ a: 4, b: 4 });
    await cp(join(path, 'b'), workspace.path('elsewhere'), { recursive: true });
    await symlink(workspace.path('elsewhere'), join(path, 'linked'));
    await symlink(workspace.path('elsewhere/0.png'), join(path, 'a/linked.png'));
    expect(unwrap(await previewDataset(path, {})).classCounts).toEqual([
      { name: 'a', count: 4 },
      { name: 'b', count: 4 },
    ]);
  });
});

describe('a broken folder of images is refused, and leaves nothing', () => {
  test.each([
    ['text named PNG', Buffer.from('not a picture')],
    ['an empty file', Buffer.alloc(0)],
    [
      'a drawing named PNG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
  ])('%s', async (_, content) => {
    const path = await writeClasses({ a: 4, b: 4 });
    const broken = await workspace.write('set/b/broken.png', content);
    expect(await workspace.importFile(path)).toEqual({
      ok: false,
      error: { code: 'dataset/image-unreadable', path: broken },
    });
    expect(await workspace.left()).toEqual([]);
  });

  test('a PNG that ends early', async () => {
    const path = await writeClasses({ a: 4, b: 4 });
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 7919) % 251));
    const raw = { width: 64, height: 64, channels: 3 } as const;
    const whole = await sharp(noise, { raw }).png().toBuffer();
    const broken = await workspace.write('set/b/broken.png', whole.subarray(0, whole.length / 2));
    expect(await workspace.importFile(path)).toEqual({
      ok: false,
      error: { code: 'dataset/image-unreadable', path: broken },
    });
    expect(await workspace.left()).toEqual([]);
  });

  test('more pixels than memory holds, before any is decoded', async () => {
    const path = await writeClasses({ a: 4, b: 4 });
    const create = { width: 10_001, height: 10_000, channels: 3, background: '#000' } as const;
    const huge = await sharp({ create }).png().toBuffer();
    const broken = await workspace.write('set/b/huge.png', huge);
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/image-too-large', path: broken, maximumPixels: 100_000_000 },
    });
  });

  test('nothing in the folder, or in a class', async () => {
    await mkdir(workspace.path('set'));
    const empty = workspace.path('set');
    expect(await workspace.importFile(empty)).toEqual({
      ok: false,
      error: { code: 'dataset/folder-empty', path: empty },
    });
    await writeClasses({ a: 4 });
    await workspace.write('set/b/readme.txt', 'later');
    expect(await workspace.importFile(empty)).toEqual({
      ok: false,
      error: { code: 'dataset/class-folder-empty', path: join(empty, 'b') },
    });
  });

  test('one class only', async () => {
    expect(await workspace.importFile(await writeClasses({ only: 7 }))).toMatchObject({
      error: { code: 'dataset/target-one-class', value: 'only' },
    });
  });
});
