import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeRecipe } from '../../app/contract/decode.ts';
import { REQUEST_RESULTS } from '../../app/contract/schemas/requests.ts';
import type { ImportOptions, Recipe } from '../../app/dataset/dataset.ts';
import { importChoices } from '../commands/import-options.ts';
import { cocoFiles, shapePictures, writeFiles } from '../datasets/testing/shape-pictures.ts';
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

async function stripes(at: number, width: number, height: number): Promise<Buffer> {
  const bright = at % 2 ? 40 : 200;
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, byte) => bright + (byte % 40)),
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

test.each(FAMILIES)(
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
