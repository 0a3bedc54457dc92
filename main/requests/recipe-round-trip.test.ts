import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeRecipe } from '../../app/contract/decode.ts';
import { REQUEST_RESULTS } from '../../app/contract/schemas/requests.ts';
import type { ImportOptions, Recipe } from '../../app/dataset/dataset.ts';
import { importChoices } from '../commands/import-options.ts';
import { zipOf } from '../datasets/testing/archive-files.ts';
import { cifarOf } from '../datasets/testing/cifar-files.ts';
import { bytesOf, npyOf } from '../datasets/testing/npy-files.ts';
import { bmpOf } from '../datasets/testing/picture-files.ts';
import {
  cocoFiles,
  type Files,
  shapePictures,
  vocFiles,
  writeFiles,
  yoloFiles,
} from '../datasets/testing/shape-pictures.ts';
import { SAMPLES, unwrap } from '../datasets/testing/workspace.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

/** Data of one family, and what is changed in the recipe that its page shows. */
interface Family {
  readonly name: string;
  readonly write: () => Promise<string>;
  readonly options?: ImportOptions;
  readonly change: Partial<Recipe>;
  /** What the changed recipe makes of it. */
  readonly features: number;
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(workbench.home, 'sources', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => `${line(at)}\n`).join('');

const FAMILIES: readonly Family[] = [
  {
    name: 'rows of a table',
    write: () => file('rows.csv', `size,kind\n${lines(60, (at) => `${at},${at % 2 ? 'a' : 'b'}`)}`),
    change: { steps: [{ kind: 'scale', columns: { type: 'number' }, method: 'min-max' }] },
    features: 1,
  },
  {
    name: 'texts',
    write: () =>
      file(
        'texts.csv',
        `text,kind\n${lines(60, (at) => `some words and ${at},${at % 2 ? 'a' : 'b'}`)}`,
      ),
    options: { task: 'text-classification', target: 'kind' },
    change: { text: { column: 'text', length: 3, tokenizer: 'character', truncating: 'pre' } },
    features: 3,
  },
  {
    name: 'translations',
    write: () => file('pairs.tsv', `en\tzh\n${lines(60, (at) => `number ${at}\t数字 ${at}`)}`),
    options: { task: 'translation' },
    change: { text: { length: 5 }, targetText: { tokenizer: 'character', length: 7 } },
    features: 12,
  },
  {
    name: 'ratings',
    write: () =>
      file(
        'u.csv',
        `user,item,rating\n${lines(200, (at) => `u${at % 10},i${at % 13},${1 + (at % 5)}`)}`,
      ),
    options: { task: 'recommendation' },
    change: {
      ratings: { user: 'user', item: 'item', implicit: { negatives: 3, positiveFrom: 3 } },
    },
    features: 5,
  },
  {
    name: 'series',
    write: () => file('days.csv', `time,sold\n${lines(150, (at) => `${at},${(at * 7) % 11}`)}`),
    options: { task: 'forecasting', target: 'sold' },
    change: { series: { time: 'time', window: 6, horizon: 2, scaling: 'robust' } },
    features: 6,
  },
  {
    name: 'running text',
    write: () =>
      file(
        'book.txt',
        lines(300, (at) => `Ｔhe line ${at} of a book.`),
      ),
    change: {
      split: { kind: 'sequential', fractions: { train: 0.6, val: 0.2, test: 0.2 } },
      text: { tokenizer: 'bpe', vocabulary: 60, lower: true, form: 'NFC', length: 16 },
    },
    features: 16,
  },
  {
    name: 'a folder of pictures',
    write: async () => {
      for (let at = 0; at < 24; at += 1) {
        await file(`pictures/${at % 2 ? 'dark' : 'light'}/${at}.png`, await stripes(at, 20, 30));
      }
      return join(workbench.home, 'sources', 'pictures');
    },
    change: {
      split: { kind: 'random', fractions: { train: 0.5, val: 0.25, test: 0.25 }, seed: 3 },
      images: {
        height: 8,
        width: 8,
        crop: 0.9,
        fit: 'crop',
        colorMode: 'grayscale',
        normalisation: 'standard',
        augmentation: [{ type: 'RandomFlip', config: { mode: 'horizontal' } }],
      },
    },
    features: 64,
  },
  {
    name: 'digits in an array file',
    write: async () => join(SAMPLES, 'digits-images-idx3-ubyte.gz'),
    change: { images: { height: 6, width: 10, fit: 'pad', colorMode: 'rgb' } },
    features: 180,
  },
  {
    name: 'pictures with boxes',
    write: async () => {
      const folder = join(workbench.home, 'sources', 'boxes');
      await writeFiles(folder, cocoFiles(await shapePictures(24)));
      return folder;
    },
    change: { images: { height: 32, width: 48, normalisation: 'signed' } },
    features: 32 * 48 * 3,
  },
];

/** Writes files below a folder of the sources. */
async function folder(name: string, files: Files): Promise<string> {
  const path = join(workbench.home, 'sources', name);
  await writeFiles(path, files);
  return path;
}

/** Pictures in all the forms that people have them. */
const PICTURE_FAMILIES: readonly Family[] = [
  {
    name: 'bitmaps in folders of folders, beside a test without classes',
    write: async () => {
      const pixels = (at: number) => new Uint8Array(20 * 30 * 3).fill(at * 10);
      const bitmap = (at: number) => bmpOf({ width: 20, height: 30, bits: 24, pixels: pixels(at) });
      const names = Array.from({ length: 24 }, (_, at) => {
        const place = at % 4 === 3 ? 'val' : 'train';
        return [`${place}/things/${at % 2 ? 'dark' : 'light'}/${at}.bmp`, bitmap(at)] as const;
      });
      return folder('nested', { ...Object.fromEntries(names), 'test/1.bmp': bitmap(1) });
    },
    options: { format: 'image-folder' },
    change: { images: { height: 9, width: 7, crop: 0.8, normalisation: 'signed' } },
    features: 189,
  },
  {
    name: "CIFAR's files",
    write: async () => {
      const labels = Array.from({ length: 24 }, (_, at) => [at % 2]);
      return folder('cifar', {
        'data_batch_1.bin': cifarOf(labels),
        'test_batch.bin': cifarOf([[0], [1], [0], [1]], 24),
        'batches.meta.txt': 'airplane\nautomobile\n',
      });
    },
    change: {
      images: { height: 16, width: 16, colorMode: 'grayscale', normalisation: 'standard' },
    },
    features: 256,
  },
  {
    name: "NumPy's floats with a column for each class",
    write: () => {
      const pixels = Float32Array.from({ length: 24 * 108 }, (_, at) => (at % 97) / 97);
      const spread = Float32Array.from({ length: 48 }, (_, at) =>
        Math.floor(at / 2) % 2 === at % 2 ? 1 : 0,
      );
      const float = { descr: '<f4' } as const;
      const arrays = [
        { name: 'X.npy', content: npyOf([24, 3, 6, 6], bytesOf(pixels), float) },
        { name: 'Y.npy', content: npyOf([24, 2], bytesOf(spread), float) },
      ];
      return file('set.npz', zipOf(arrays));
    },
    change: { images: { height: 12, width: 8, fit: 'pad' } },
    features: 288,
  },
  {
    name: 'pictures in a list for each split',
    write: async () => {
      const files: Record<string, string | Uint8Array> = {};
      for (let at = 0; at < 24; at += 1) files[`img/${at}.png`] = await stripes(at, 10, 10);
      const list = (from: number, count: number) =>
        `file,dark,light\n${lines(count, (at) => `/data/${from + at}.png,${at % 2 ? '1,0' : '0,1'}`)}`;
      return folder('list', { ...files, 'train.csv': list(0, 18), 'test.csv': list(18, 6) });
    },
    change: { images: { height: 5, width: 5, colorMode: 'grayscale' } },
    features: 25,
  },
  {
    name: 'outlines of YOLO without names',
    write: async () => {
      const { 'data.yaml': _, ...files } = yoloFiles(await shapePictures(24));
      const outlined = Object.entries(files).map(([name, content]) => {
        const rows = typeof content === 'string' ? content.trim().split('\n') : null;
        return [name, rows?.map(outlineOf).join('\n') ?? content] as const;
      });
      return folder('yolo', Object.fromEntries(outlined));
    },
    change: { images: { height: 48, width: 32 } },
    features: 48 * 32 * 3,
  },
  {
    name: 'boxes of Pascal VOC',
    write: async () => folder('voc', vocFiles(await shapePictures(24))),
    change: { images: { height: 32, width: 32, colorMode: 'grayscale' } },
    features: 1024,
  },
];

/** A row of class, centre and size as an outline of its corners. */
function outlineOf(row: string): string {
  const [label = 0, x = 0, y = 0, width = 0, height = 0] = row.split(' ').map(Number);
  const [left, right] = [x - width / 2, x + width / 2];
  const [top, bottom] = [y - height / 2, y + height / 2];
  return [label, left, top, right, top, right, bottom, left, bottom].join(' ');
}

async function stripes(at: number, width: number, height: number): Promise<Buffer> {
  const bright = at % 2 ? 40 : 200;
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, byte) => bright + (byte % 40)),
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

test.each([...FAMILIES, ...PICTURE_FAMILIES])(
  'the recipe that the page shows of $name is what the command line takes',
  async ({ write, options = {}, change, features }) => {
    const path = await write();
    const source = { kind: 'path', path, options } as const;
    const usual = await workbench.answer('recipes.preview', { source, recipe: null, steps: null });
    expect(REQUEST_RESULTS['recipes.preview'].parse(usual)).toEqual(usual);
    const shown = { ...usual.recipe, ...change };
    const tried = await workbench.answer('recipes.preview', { source, recipe: shown, steps: null });
    expect(REQUEST_RESULTS['recipes.preview'].parse(tried)).toEqual(tried);
    expect(tried.features).toBe(features);

    // As the page's JSON, in a file.
    const json = JSON.stringify(tried.recipe);
    expect(decodeRecipe('', JSON.parse(json))).toEqual({ ok: true, value: JSON.parse(json) });
    const choices = unwrap(await importChoices({ recipe: await file('recipe.json', json) }));
    const imported = await workbench.answer('datasets.import', {
      path,
      name: 'first',
      options: choices,
      token: 't',
    });
    const report = await workbench.answer('recipes.show', { dataset: 'first' });
    expect(report.recipe).toEqual(tried.recipe);

    // And of the dataset's page: what it shows prepares the same once more.
    const recipe = report.recipe ?? shown;
    const ofDataset = { source: { kind: 'dataset', dataset: 'first' }, steps: null } as const;
    const again = await workbench.answer('recipes.preview', { ...ofDataset, recipe });
    expect(again).toMatchObject({ recipe, features });
    const checked = await workbench.answer('recipes.check', { ...ofDataset, recipe, token: 't' });
    expect(checked.rows).toEqual(imported.rows);
    const applied = { dataset: 'first', name: 'second', recipe, token: 't' };
    const second = await workbench.answer('recipes.apply', applied);
    expect(second.fingerprint).toBe(imported.fingerprint);
    const { versions } = await workbench.answer('recipes.show', { dataset: 'second' });
    expect(versions.map(({ dataset }) => dataset)).toEqual(['first', 'second']);
  },
);
