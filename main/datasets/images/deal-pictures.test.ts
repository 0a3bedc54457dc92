import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Dataset, type Recipe, SPLITS } from '../../../app/dataset/dataset.ts';
import type { ImageOptions } from '../../../app/dataset/image-options.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit, readTensor } from '../../shards/read.ts';
import { previewDataset } from '../preview-dataset.ts';
import { reprepareDataset } from '../reprepare-dataset.ts';
import { shapePictures, writeFiles, yoloFiles } from '../testing/shape-pictures.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
const folder = () => join(workspace.datasetsFolder(), DATASET_ID);
const COUNT = 48;
/** Of each picture, a third of which are of one class; in the order of the source. */
const labelOf = (row: number) => (row < COUNT / 3 ? 0 : 1);
const nameOf = (row: number) => ['few', 'many'][labelOf(row)] ?? '';
const random = {
  kind: 'random',
  fractions: { train: 0.5, val: 0.25, test: 0.25 },
  seed: 1,
} as const;

function recipeOf(changes: Partial<Recipe>): Recipe {
  return { version: 1, steps: [], ...changes };
}

/** Pictures whose every byte is their row. */
async function writePictures(partOf = (_row: number) => ''): Promise<string> {
  for (let row = 0; row < COUNT; row += 1) {
    const raw = { width: 4, height: 4, channels: 1 } as const;
    const png = await sharp(Buffer.alloc(16, row), { raw }).toColourspace('b-w').png().toBuffer();
    await workspace.write(
      `set/${partOf(row)}${nameOf(row)}/${String(row).padStart(2, '0')}.png`,
      png,
    );
  }
  return workspace.path('set');
}

/** Split and stored numbers of every row that is kept, wherever it stands. */
async function stored() {
  const manifest = unwrap(await readManifest(folder()));
  const found = new Map<number, { split: number; label: number; byte: number; times: number }>();
  for (const [at, split] of SPLITS.entries()) {
    const { features, target, sourceRows } = unwrap(await readSplit(folder(), manifest, split));
    for (const [place, row] of sourceRows.entries()) {
      const times = (found.get(row)?.times ?? 0) + 1;
      const byte = features[place * 16] ?? -1;
      found.set(row, { split: at, label: target[place] ?? -1, byte, times });
    }
  }
  return { manifest, found };
}

describe('an import of pictures by a recipe', () => {
  let path: string;
  beforeEach(async () => {
    path = await writePictures();
  });

  test('keeps groups in one split, whatever deals them out', async () => {
    const groups = [Array.from({ length: 12 }, (_, at) => at * 4)];
    const steps = [{ kind: 'keep-together', groups }] as const;
    for (const split of [random, { ...random, kind: 'stratified' } as const, undefined]) {
      const recipe = recipeOf({ steps, ...(split && { split }) });
      unwrap(await workspace.importFile(path, { recipe }));
      const { found } = await stored();
      expect(found.size).toBe(COUNT);
      expect(new Set(groups.flat().map((row) => found.get(row)?.split)).size).toBe(1);
      await rm(folder(), { recursive: true });
    }
  });

  test('moves groups between splits that are the source’s own', async () => {
    await rm(path, { recursive: true });
    // Parts come one after the other, and in each the classes.
    await writePictures((row) => (row % 4 === 3 ? 'test/' : 'train/'));
    const groups = [[0, 1, COUNT - 1]];
    const recipe = recipeOf({ steps: [{ kind: 'keep-together', groups }] });
    unwrap(await workspace.importFile(path, { recipe }));
    const { found } = await stored();
    expect(found.size).toBe(COUNT);
    expect(new Set(groups.flat().map((row) => found.get(row)?.split)).size).toBe(1);
    expect(found.get(COUNT - 2)?.split).toBe(SPLITS.indexOf('test'));
  });

  test('goes by the split that is chosen beside it, which the preview tells', async () => {
    const chosen = { recipe: recipeOf({ split: random }), split: { kind: 'sequential' } } as const;
    const { split } = unwrap(await previewDataset(path, chosen));
    expect(split?.kind).toBe('sequential');
    unwrap(await workspace.importFile(path, chosen));
    const { found } = await stored();
    expect(found.get(COUNT - 1)?.split).toBe(SPLITS.indexOf('test'));
    expect(found.get(0)?.split).toBe(SPLITS.indexOf('train'));
    await rm(folder(), { recursive: true });
    const timed = { split: { kind: 'time', column: 'when' } } as const;
    expect(await workspace.importFile(path, timed)).toMatchObject({
      error: { code: 'recipe/invalid', place: 'split.kind', value: 'time' },
    });
  });

  test('corrects labels, leaves pictures out, and counts what is left', async () => {
    const recipe = recipeOf({
      split: random,
      steps: [
        { kind: 'relabel', rows: [{ row: 3, from: 'few', to: 'many' }] },
        { kind: 'exclude-rows', rows: [0, 40] },
      ],
    });
    const dataset = unwrap(await workspace.importFile(path, { recipe }));
    expect(dataset.classCounts).toEqual([
      { name: 'few', count: 14 },
      { name: 'many', count: 32 },
    ]);
    expect(dataset.columns[0]).toMatchObject({ missing: 0, distinct: null });
    const { found } = await stored();
    expect([found.has(0), found.has(40), found.size]).toEqual([false, false, COUNT - 2]);
    for (const [row, { label, byte }] of found) {
      expect([row, byte]).toEqual([row, row]);
      expect([row, label]).toEqual([row, row === 3 ? 1 : labelOf(row)]);
    }
  });

  test('weighs or repeats what trains of the smaller class', async () => {
    const balanced = (method: 'class-weights' | 'oversample') =>
      recipeOf({ split: random, steps: [{ kind: 'balance', method }] });
    unwrap(await workspace.importFile(path, { recipe: balanced('class-weights') }));
    const { manifest, found } = await stored();
    const trained = [...found].filter(([, { split }]) => split === 0).map(([row]) => labelOf(row));
    const { weight } = manifest.splits.train;
    const weights = unwrap(await readTensor(folder(), weight ?? manifest.splits.train.target));
    const sums = [0, 1].map((label) =>
      trained.reduce<number>((sum, own, at) => sum + (own === label ? Number(weights[at]) : 0), 0),
    );
    expect(sums[0]).toBeCloseTo(sums[1] ?? 0, 4);
    await rm(folder(), { recursive: true });

    const dataset = unwrap(await workspace.importFile(path, { recipe: balanced('oversample') }));
    const repeated = await stored();
    const counts = [0, 1].map((label) =>
      [...repeated.found.values()].reduce(
        (sum, one) => sum + (one.split === 0 && one.label === label ? one.times : 0),
        0,
      ),
    );
    expect(counts[0]).toBe(counts[1]);
    expect(dataset.rows.train).toBe((counts[0] ?? 0) + (counts[1] ?? 0));
  });

  test.each<[string, Partial<Recipe>, string]>([
    [
      'fewer of the large class',
      { steps: [{ kind: 'balance', method: 'undersample' }] },
      'steps[0].method',
    ],
    [
      'groups beyond the source',
      { steps: [{ kind: 'keep-together', groups: [[1, COUNT]] }] },
      'steps.groups',
    ],
    [
      'folds by a column',
      { split: { kind: 'k-fold', folds: 3, fold: 0, val: 0.2, seed: 1, group: 'label' } },
      'split.group',
    ],
    [
      'a fold that there is not',
      { split: { kind: 'k-fold', folds: 3, fold: 3, val: 0.2, seed: 1 } },
      'split.fold',
    ],
    [
      'a change that nobody knows',
      { images: { augmentation: [{ type: 'Blur', config: {} }] } },
      'images.augmentation.1.type',
    ],
    [
      'a crop to another size',
      { images: { augmentation: [{ type: 'RandomCrop', config: { height: 2, width: 2 } }] } },
      'images.augmentation.1',
    ],
  ])('refuses %s, and leaves nothing behind', async (_, changes, place) => {
    expect(await workspace.importFile(path, { recipe: recipeOf(changes) })).toMatchObject({
      error: { code: 'recipe/invalid', place },
    });
    expect(await workspace.left()).toEqual([]);
  });
});

test('pictures with boxes are kept together and left out as they are imported', async () => {
  const pictures = await shapePictures(24);
  await writeFiles(workspace.path('boxes'), yoloFiles(pictures));
  const group = [0, 5, 10, 15, 20, 23];
  const recipe = recipeOf({
    split: random,
    steps: [
      { kind: 'keep-together', groups: [group] },
      { kind: 'exclude-rows', rows: [1] },
    ],
  });
  const dataset = unwrap(await workspace.importFile(workspace.path('boxes'), { recipe }));
  const { found } = await stored();
  expect([found.size, found.has(1)]).toEqual([23, false]);
  expect(new Set(group.map((row) => found.get(row)?.split)).size).toBe(1);
  const shapes = pictures.flatMap((picture, row) => (row === 1 ? [] : picture.shapes));
  expect(dataset.classCounts?.reduce((sum, { count }) => sum + count, 0)).toBe(shapes.length);
});

describe('pictures that a dataset keeps', () => {
  const again = (from: Dataset, recipe: Recipe) =>
    reprepareDataset({
      from,
      fromFolder: folder(),
      recipe,
      name: 'again',
      id: DATASET_ID.replace('1', '2') as typeof DATASET_ID,
      createdAt: '2026-01-01T00:00:00.000Z',
      datasetsFolder: workspace.datasetsFolder(),
      onProgress: () => {},
    });

  test('stay as they are scaled and changed where a recipe says nothing of images', async () => {
    const images: ImageOptions = {
      normalisation: 'signed',
      augmentation: [{ type: 'RandomFlip', config: { mode: 'horizontal' } }],
    };
    const path = await writePictures();
    const from = unwrap(await workspace.importFile(path, { images }));
    const dealt = unwrap(await again(from, recipeOf({ split: random })));
    expect(dealt.input).toEqual(from.input);
    expect(dealt.input).toMatchObject({ normalization: { mean: [127.5] } });
  });

  test('are refused what an import refuses', async () => {
    const path = join(SAMPLES, 'digits-images-idx3-ubyte.gz');
    const from = unwrap(await workspace.importFile(path, { task: 'reconstruction' }));
    const images = {
      height: 8,
      width: 8,
      colorMode: 'grayscale',
      normalisation: 'signed',
    } as const;
    expect(await again(from, recipeOf({ images }))).toMatchObject({
      error: { code: 'recipe/invalid', place: 'images.normalisation' },
    });
  });
});
