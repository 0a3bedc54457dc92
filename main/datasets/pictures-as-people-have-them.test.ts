import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { previewWarningText } from '../../app/dataset/preview-warning-text.ts';
import { previewDataset } from './preview-dataset.ts';
import { bmpOf, netpbmOf } from './testing/picture-files.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

const create = { width: 6, height: 4, channels: 3, background: '#963' } as const;
const PNG = await sharp({ create }).png().toBuffer();
const pixels = new Uint8Array(72).fill(90);
const BMP = bmpOf({ width: 6, height: 4, bits: 24, pixels });
const PPM = netpbmOf({ width: 6, height: 4, channels: 3, most: 255, pixels });
const AVIF = await sharp({ create }).avif().toBuffer();

/** Writes so many pictures to each folder. */
async function write(folders: Readonly<Record<string, number>>): Promise<string> {
  for (const [folder, pictures] of Object.entries(folders)) {
    for (let at = 0; at < pictures; at += 1) await workspace.write(`set/${folder}/${at}.png`, PNG);
  }
  return workspace.path('set');
}

const counted = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([name, count]) => ({ name, count }));

describe('pictures of every kind', () => {
  test('are read, or counted and named', async () => {
    const path = await write({ cat: 4, dog: 4 });
    await workspace.write('set/cat/a.AVIF', AVIF);
    await workspace.write('set/cat/b.BMP', BMP);
    await workspace.write('set/dog/c.ppm', PPM);
    await workspace.write('set/dog/d.jfif', await sharp({ create }).jpeg().toBuffer());
    for (const name of ['cat/e.heic', 'dog/f.HEIC', 'dog/g.psd', 'h.svg']) {
      await workspace.write(`set/${name}`, 'of another kind');
    }
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({
      classCounts: counted({ cat: 6, dog: 6 }),
      input: { height: 4, width: 6, channels: 3 },
      warnings: [
        {
          kind: 'pictures-passed-over',
          endings: [
            { ending: 'heic', count: 2 },
            { ending: 'psd', count: 1 },
            { ending: 'svg', count: 1 },
          ],
        },
      ],
    });
    const [warning] = preview.warnings.map((each) => previewWarningText(each, 'en'));
    expect(warning).toBe(
      '4 pictures are passed over, being of kinds that are not read: 2 × HEIC, 1 × PSD, 1 × SVG. Convert them to PNG or JPEG to have them too.',
    );
    expect(unwrap(await workspace.importFile(path)).classes).toEqual(['cat', 'dog']);
  });

  test.each([
    ['a folder', ['1.heic', '2.heic'], '1.heic'],
    ['a class', ['cat/1.png', 'dog/1.heic'], 'dog/1.heic'],
  ])('that are not read are named where %s holds no others', async (_, names, first) => {
    for (const name of names) await workspace.write(`set/${name}`, PNG);
    expect(await workspace.importFile(workspace.path('set'))).toEqual({
      ok: false,
      error: { code: 'dataset/image-unreadable', path: workspace.path(`set/${first}`) },
    });
  });

  test('are counted beside boxes and lists', async () => {
    const path = await write({ images: 6 });
    await workspace.write('set/images/6.heic', 'of another kind');
    const rows = Array.from({ length: 7 }, (_, at) => `images/${at},${'ab'[at % 2]}`);
    await workspace.write('set/labels.csv', `file,label\n${rows.join('\n')}\n`);
    const warning = { kind: 'pictures-passed-over', endings: [{ ending: 'heic', count: 1 }] };
    expect(unwrap(await previewDataset(path, {}))).toMatchObject({
      format: 'label-list',
      totalRows: 6,
      warnings: [warning],
    });
    await workspace.write('set/classes.txt', 'cat\n');
    for (let at = 0; at < 6; at += 1) {
      await workspace.write(`set/labels/${at}.txt`, '0 0.5 0.5 0.5 0.5\n');
    }
    const boxes = unwrap(await previewDataset(path, { format: 'yolo' }));
    expect(boxes.warnings).toContainEqual(warning);
  });
});

interface Case {
  readonly folders: Readonly<Record<string, number>>;
  readonly classes: Readonly<Record<string, number>>;
  /** Pictures of splits that the folders have. */
  readonly held?: { readonly val?: number; readonly test?: number };
  readonly warnings: readonly unknown[];
}

const SHAPES: Readonly<Record<string, Case>> = {
  'a test without classes, as competitions have it': {
    folders: { 'train/cat': 8, 'train/dog': 8, test: 5 },
    classes: { cat: 8, dog: 8 },
    warnings: [{ kind: 'folder-left-out', folder: 'test', count: 5 }],
  },
  'the same in a folder by some name': {
    folders: { 'train/cat': 8, 'train/dog': 8, 'test/unknown': 5, 'valid/cat': 2, 'valid/dog': 2 },
    classes: { cat: 10, dog: 10 },
    held: { val: 4 },
    warnings: [{ kind: 'folder-left-out', folder: 'test', count: 5 }],
  },
  'folders beside the splits': {
    folders: { 'train/a': 8, 'train/b': 8, 'test/a': 2, 'test/b': 2, samples: 3 },
    classes: { a: 10, b: 10 },
    held: { test: 4 },
    warnings: [{ kind: 'folder-left-out', folder: 'samples', count: 3 }],
  },
  'classes beside a test of them': {
    folders: { cat: 8, dog: 8, 'test/cat': 2, 'test/dog': 2 },
    classes: { cat: 10, dog: 10 },
    held: { test: 4 },
    warnings: [],
  },
  'splits within classes': {
    folders: { 'cat/train': 8, 'cat/test': 2, 'dog/train': 8, 'dog/test': 2 },
    classes: { cat: 10, dog: 10 },
    held: { test: 4 },
    warnings: [],
  },
  'folders around folders': {
    folders: { 'data/pictures/cat': 8, 'data/pictures/dog': 8 },
    classes: { cat: 8, dog: 8 },
    warnings: [],
  },
  'classes in groups': {
    folders: { 'animals/cat': 8, 'animals/dog': 8, 'things/cup': 8 },
    classes: { cat: 8, cup: 8, dog: 8 },
    warnings: [{ kind: 'classes-nested', folder: 'animals/cat', name: 'cat' }],
  },
  'classes whose pictures lie in folders': {
    folders: { 'cat/day 1': 4, 'cat/day 2': 4, 'cat/day 3': 2, 'dog/day 1': 6, 'dog/day 2': 4 },
    classes: { cat: 10, dog: 10 },
    warnings: [{ kind: 'classes-nested', folder: 'cat/day 1', name: 'cat' }],
  },
  'patients with classes': {
    folders: { 'p1/0': 4, 'p1/1': 4, 'p2/0': 4, 'p2/1': 4, 'p3/0': 2, 'p3/1': 2 },
    classes: { 0: 10, 1: 10 },
    warnings: [{ kind: 'classes-nested', folder: 'p1/0', name: '0' }],
  },
  'a class with folders of its own': {
    folders: { cat: 6, 'cat/kittens': 4, dog: 10 },
    classes: { cat: 10, dog: 10 },
    warnings: [{ kind: 'classes-nested', folder: 'cat/kittens', name: 'cat' }],
  },
  'a class that is called as a split is': {
    folders: { running: 8, swimming: 8, training: 8 },
    classes: { running: 8, swimming: 8, training: 8 },
    warnings: [],
  },
  'pictures beside classes': {
    folders: { '.': 3, cat: 8, dog: 8 },
    classes: { cat: 8, dog: 8 },
    warnings: [{ kind: 'folder-left-out', folder: '', count: 3 }],
  },
};

describe('a folder of pictures with', () => {
  test.each(Object.entries(SHAPES))('%s', async (_, { folders, classes, held = {}, warnings }) => {
    const path = await write(folders);
    await workspace.write('set/README.md', 'what it is');
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({
      format: 'image-folder',
      classCounts: counted(classes),
      warnings,
    });
    for (const language of ['en', 'zh'] as const) {
      for (const warning of preview.warnings) {
        expect(previewWarningText(warning, language)).not.toMatch(/[{}]|import\./);
      }
    }
    const imported = unwrap(await workspace.importFile(path));
    const total = Object.values(classes).reduce((sum, count) => sum + count, 0);
    expect(imported.rows.train + imported.rows.val + imported.rows.test).toBe(total);
    expect(imported.rows).toMatchObject(held);
  });

  test('nothing but splits of pictures is unlabelled, in these splits', async () => {
    const path = await write({ train: 8, test: 3 });
    const imported = unwrap(await workspace.importFile(path));
    expect(imported).toMatchObject({ task: 'reconstruction', target: null });
    expect(imported.rows).toMatchObject({ test: 3 });
  });
});
