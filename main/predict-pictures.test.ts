import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Dataset, SPLITS } from '../app/dataset/dataset.ts';
import type { ImageOptions } from '../app/dataset/image-options.ts';
import type { FittedRecipe } from '../app/dataset/recipe.ts';
import { randomStream } from '../app/random.ts';
import { prepareInput } from './datasets/prepare-input.ts';
import { unwrap } from './datasets/testing/workspace.ts';
import { readManifest } from './shards/manifest.ts';
import { readSplit } from './shards/read.ts';
import { TestWorkbench } from './testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

const SIZES = [
  [20, 30],
  [64, 41],
  [9, 9],
  [120, 35],
] as const;

/** Pictures of two classes and many sizes: grey and coloured, with transparency, turned by their EXIF tag. */
async function writePictures(count = 24): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let row = 0; row < count; row += 1) {
    const of = row < count / 2 ? 'dark' : 'light';
    const [height, width] = SIZES[row % SIZES.length] ?? [8, 8];
    const channels = row % 3 === 2 ? 4 : 3;
    const random = randomStream(row, 'picture');
    const bright = of === 'dark' ? 20 : 140;
    const pixels = Buffer.from(
      Array.from({ length: height * width * channels }, () => bright + random.nextBelow(100)),
    );
    const picture = sharp(pixels, { raw: { width, height, channels } });
    const turned = row % 4 === 1;
    const name = `${String(row).padStart(2, '0')}.${turned ? 'jpg' : 'png'}`;
    const path = join(workbench.home, 'pictures', of, name);
    await mkdir(dirname(path), { recursive: true });
    await (turned ? picture.withMetadata({ orientation: 6 }).jpeg() : picture.png()).toFile(path);
    paths.push(path);
  }
  return paths;
}

async function imported(images: ImageOptions): Promise<Dataset> {
  const path = join(workbench.home, 'pictures');
  return workbench.answer('datasets.import', { path, name: 'd', options: { images }, token: 't' });
}

/** Stored bytes of every picture, in the order of the source. */
async function storedOf({ id }: Dataset) {
  const folder = join(workbench.home, 'datasets', id);
  const manifest = unwrap(await readManifest(folder));
  const stored = new Map<number, Uint8Array>();
  for (const split of SPLITS) {
    const { features, sourceRows } = unwrap(await readSplit(folder, manifest, split));
    if (!(features instanceof Uint8Array)) throw new Error('Pictures are bytes');
    const size = features.length / sourceRows.length;
    for (const [at, row] of sourceRows.entries()) {
      stored.set(row, features.slice(at * size, (at + 1) * size));
    }
  }
  return { manifest, stored };
}

test.each<ImageOptions>([
  {},
  { height: 12, width: 10, crop: 0.6 },
  { height: 10, width: 12, fit: 'crop', crop: 0.9, colorMode: 'grayscale' },
  { height: 24, width: 16, fit: 'pad', colorMode: 'rgb' },
  { height: 40, width: 40, fit: 'pad', crop: 0.5, colorMode: 'grayscale' },
])('a picture to be answered becomes the very bytes that preparing it gave: %o', async (images) => {
  const paths = await writePictures(16);
  const dataset = await imported(images);
  const { manifest, stored } = await storedOf(dataset);
  expect(stored.size).toBe(paths.length);
  for (const [row, path] of paths.entries()) {
    const { features } = unwrap(await prepareInput(manifest, dataset, { kind: 'file', path }));
    expect([row, [...features]]).toEqual([row, [...(stored.get(row) ?? [])]]);
  }
});

test('predict and the exported model answer for a raw picture as for its prepared row; what training changes plays no part', async () => {
  const paths = await writePictures();
  const dataset = await imported({
    height: 12,
    width: 10,
    fit: 'crop',
    crop: 0.8,
    colorMode: 'grayscale',
    normalisation: 'standard',
    augmentation: [
      { type: 'RandomFlip', config: { mode: 'horizontal' } },
      { type: 'RandomBrightness', config: { factor: [0.5] } },
    ],
  });
  const template = 'image-mlp';
  const built = await workbench.answer('templates.build', { template, dataset: 'd' });
  const [started] = await workbench.answer('runs.start', {
    dataset: 'd',
    model: built.model,
    template,
    plan: { ...built.plan, epochs: 2 },
    name: 'r',
    tags: [],
  });
  if (started === undefined) throw new Error('No run was started');
  const run = await workbench.ended(started.id);
  expect(run.error).toBeNull();

  const out = join(workbench.home, 'model.onnx');
  const told = await workbench.answer('runs.export', { run: run.id, to: 'onnx', path: out });
  expect(told.files.map(({ path }) => path)).toEqual([
    out,
    `${out}.features.py`,
    `${out}.recipe.json`,
  ]);
  const { recipe }: { recipe: FittedRecipe } = JSON.parse(
    readFileSync(`${out}.recipe.json`, 'utf8'),
  );
  expect(recipe.recipe?.images).toMatchObject({ fit: 'crop', crop: 0.8, colorMode: 'grayscale' });

  const { stored } = await storedOf(dataset);
  const session = await ort.InferenceSession.create(out);
  const asked = { run: run.id } as const;
  const answers = async (of: string) => {
    const input = { kind: 'file', path: join(workbench.home, 'pictures', of) } as const;
    return (await workbench.answer('runs.predict', { ...asked, input })).predictions;
  };
  const predictions = [...(await answers('dark')), ...(await answers('light'))];
  expect(predictions).toHaveLength(paths.length);
  for (const [row, { label, probability }] of predictions.entries()) {
    const bytes = stored.get(row) ?? new Uint8Array();
    const features = new ort.Tensor('uint8', bytes, [1, 12, 10, 1]);
    const exported = await session.run({ features });
    expect(label).toBe(exported.label?.data[0]);
    const shares = Array.from(exported.probabilities?.data ?? [], Number);
    expect(probability).toBeCloseTo(Math.max(...shares), 5);
  }
  await session.release();
  expect(await answers('dark')).toEqual(predictions.slice(0, paths.length / 2));
});
