import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SampleInput } from '../../app/dataset/dataset.ts';
import {
  type FittedRatings,
  openIds,
  ratingInput,
} from '../../app/dataset/ratings/fitted-ratings.ts';
import { presentText } from '../../app/dataset/raw-value.ts';
import type { FittedRecipe } from '../../app/dataset/recipe.ts';
import { FEATURES_SUFFIX, featuresProgram } from '../../app/exchange/python/features-program.ts';
import { rawInput } from '../../app/exchange/python/raw-input.ts';
import { randomStream } from '../../app/random.ts';
import { type ImageInput, resizePixels } from '../datasets/images/pixels.ts';
import { LineProcess } from '../peers/line-process.ts';
import { askPeer } from './ask-peer.ts';

const python = inject('tokenizersPython');
let folder: string;
let peer: LineProcess;
beforeAll(() => {
  if (python === null) return;
  folder = mkdtempSync(join(tmpdir(), 'hearth-other-features-'));
  peer = new LineProcess(python, [fileURLToPath(new URL('raw_peer.py', import.meta.url))]);
});
afterAll(async () => {
  if (python === null) return;
  await peer.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a program's `features` makes of what its user has. */
async function prepared(
  recipe: FittedRecipe,
  input: SampleInput,
  raw: unknown,
  names?: readonly string[],
): Promise<unknown> {
  const model = join(folder, 'other.onnx');
  writeFileSync(`${model}.recipe.json`, JSON.stringify({ recipe }));
  const program = model + FEATURES_SUFFIX;
  writeFileSync(program, featuresProgram(rawInput(recipe, input, '', FEATURES_SUFFIX)));
  return (
    await askPeer<{ readonly features: unknown }>(peer, { program, raw, ...(names && { names }) })
  ).features;
}

describe.runIf(python !== null)('what is no table in Python', () => {
  const none = { version: 2, recipe: null, table: null } as const;

  test('windows of a series are scaled, each value by its own numbers', async () => {
    const series = {
      time: { column: 'day', type: 'datetime' },
      id: null,
      values: ['sold', 'price'],
      target: 'sold',
      window: 2,
      horizon: 1,
      means: [10, -1],
      stddevs: [2, 0.5],
    } as const;
    const target = { kind: 'standardize', column: 'sold', mean: 10, stddev: 2 } as const;
    const input = { kind: 'series', length: 2, channels: 2 } as const;
    const windows = [
      [
        [12, -1],
        [9, 0],
      ],
    ];
    const wanted = [
      [
        [1, 0],
        [-0.5, 2],
      ],
    ];
    expect(await prepared({ ...none, series, target }, input, windows)).toEqual(wanted);
    const each = { ids: ['b'], means: [[0, 0]], stddevs: [[1, 1]] };
    const own = { ...none, series: { ...series, id: 'shop', each }, target };
    expect(await prepared(own, input, windows)).toEqual(wanted);
    expect(await prepared(own, input, windows, ['b'])).toEqual(windows);
  });

  test('users and items are the numbers that training gave them, and 0 where it did not', async () => {
    const ratings: FittedRatings = {
      user: { column: 'user', ids: ['u1', 'u2'] },
      item: { column: 'item', ids: ['天', 'b', 'c'] },
      negatives: { count: 2, draw: 'uniform' },
    };
    const recipe = { ...none, ratings, target: { kind: 'choice', column: null } } as const;
    const { userOf, itemOf } = openIds(ratings);
    const pairs = [
      ['u2', '天'],
      [' u1 ', 'c'],
      ['u9', 'zzz'],
      ['', 'b'],
    ];
    const features = await prepared(recipe, ratingInput(ratings), pairs);
    const ofPair = ([user, item]: readonly string[]) => [
      userOf(presentText(user)),
      itemOf(presentText(item)),
    ];
    expect(features).toEqual(pairs.map((pair) => [...ofPair(pair), 0, 0]));
  });

  const target = { kind: 'label', column: null, classes: ['a', 'b'] } as const;

  test('pictures of the size that was trained on are what they are', async () => {
    const input = { kind: 'image', height: 1, width: 2, channels: 1 } as const;
    const raw = [[[0], [255]]].map((row) => [row]);
    expect(await prepared({ ...none, target }, input, raw)).toEqual([[[[0], [255]]]]);
  });

  const SIZES = [
    [20, 30],
    [64, 64],
    [240, 150],
    [13, 7],
    [100, 28],
  ] as const;
  test.each<[string, Omit<ImageInput, 'kind'>]>([
    ['stretched', { height: 28, width: 28, channels: 3 }],
    ['cut about the middle', { height: 24, width: 32, channels: 3, fit: 'crop', crop: 0.7 }],
    ['with a border, grey', { height: 32, width: 24, channels: 1, fit: 'pad' }],
    ['cut to a part, far smaller', { height: 8, width: 9, channels: 3, crop: 0.35 }],
  ])('pictures of other sizes are %s as preparation has it', async (_, size) => {
    const input: ImageInput = { kind: 'image', ...size };
    for (const [at, [height, width]] of SIZES.entries()) {
      const channels = at % 2 === 0 ? 3 : 1;
      const from: ImageInput = { kind: 'image', height, width, channels };
      const pixels = noise(height * width * channels, at);
      const wanted = await resizePixels(pixels, from, input);
      const raw = [nested([...pixels], [height, width, channels])];
      const found = (await prepared({ ...none, target }, input, raw)) as unknown[][][][];
      const values = found.flat(3).map(Number);
      expect(values).toHaveLength(wanted.length);
      const off = values.map((value, place) => Math.abs(value - (wanted[place] ?? Number.NaN)));
      expect(Math.max(...off), `${height} × ${width}`).toBeLessThanOrEqual(2);
      expect(off.reduce((sum, one) => sum + one, 0) / off.length).toBeLessThan(0.75);
    }
  });

  test('what is transparent lies on white', async () => {
    const input = { kind: 'image', height: 1, width: 2, channels: 3 } as const;
    const raw = [
      [
        [
          [0, 0, 0, 0],
          [10, 20, 30, 255],
        ],
      ],
    ];
    expect(await prepared({ ...none, target }, input, raw)).toEqual([
      [
        [
          [255, 255, 255],
          [10, 20, 30],
        ],
      ],
    ]);
  });
});

/** Waves with noise on them. */
function noise(count: number, seed: number): Uint8Array {
  const random = randomStream(seed, 'pictures');
  return Uint8Array.from({ length: count }, (_, at) =>
    Math.floor(100 + 60 * Math.sin(at / 17) + 90 * random.nextFloat()),
  );
}

/** Numbers one after the other, as lists of lists. */
function nested(values: readonly number[], [size = 1, ...sizes]: readonly number[]): unknown {
  if (sizes.length === 0) return values;
  const each = values.length / size;
  return Array.from({ length: size }, (_, at) =>
    nested(values.slice(at * each, (at + 1) * each), sizes),
  );
}
