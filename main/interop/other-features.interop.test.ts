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

  test('pictures are what they are, of the size that was trained on', async () => {
    const input = { kind: 'image', height: 1, width: 2, channels: 1 } as const;
    const target = { kind: 'label', column: null, classes: ['a', 'b'] } as const;
    expect(
      await prepared(
        { ...none, target },
        input,
        [[[0], [255]]].map((row) => [row]),
      ),
    ).toEqual([[[[0], [255]]]]);
  });
});
