import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../../app/contract/schemas/requests.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { binsOf } from '../../../app/dataset/explore/profile.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from '../testing/workspace.ts';
import { profileDataset } from './profile-dataset.ts';

const workspace = useWorkspace();
const folder = () => join(workspace.datasetsFolder(), DATASET_ID);

async function profileOf(path: string, options: ImportOptions = {}) {
  const dataset = unwrap(await workspace.importFile(path, options));
  const profile = unwrap(await profileDataset(folder(), dataset));
  expect(REQUEST_RESULTS['explore.profile'].parse(profile)).toEqual(profile);
  // The second time it is read back.
  expect(unwrap(await profileDataset(folder(), dataset))).toEqual(profile);
  return profile;
}

test('bins have a round width and cover every value', () => {
  expect(binsOf(0, 100, false)).toEqual({ start: 0, width: 5, bins: 21 });
  expect(binsOf(3, 12, true)).toEqual({ start: 3, width: 1, bins: 10 });
  expect(binsOf(5, 5, true)).toEqual({ start: 5, width: 1, bins: 1 });
  for (const [low, high] of [
    [0.1, 0.3],
    [-7.5, 1e6],
    [1e-9, 3e-9],
    [-1e50, 1e50],
  ] as const) {
    const { start, width, bins } = binsOf(low, high, false);
    expect(start).toBeLessThanOrEqual(low);
    expect(start + bins * width).toBeGreaterThanOrEqual(high);
    expect(bins).toBeLessThanOrEqual(32);
  }
});

test('a column is told by what is in it: numbers, times, categories and what is missing', async () => {
  // Ages 0 to 99, twice each; every tenth city is missing.
  const lines = Array.from({ length: 200 }, (_, row) => {
    const city = row % 10 === 0 ? '' : ['Oslo', '上海'][row % 2];
    const time = `2024-0${(row % 3) + 1}-15 08:00:00`;
    return `${row % 100},${city},${time},${row % 2}\n`;
  });
  const path = await workspace.write('facts.csv', `age,city,seen,y\n${lines.join('')}`);
  const { rows, columns, texts, ratings, images } = await profileOf(path, { target: 'y' });
  expect({ rows, texts, ratings, images }).toEqual({
    rows: 200,
    texts: [],
    ratings: null,
    images: null,
  });
  const [age, city, seen, y] = columns;
  expect(age).toMatchObject({ missing: 0, distinct: 100, type: 'number', role: 'feature' });
  expect(age?.numbers).toMatchObject({ minimum: 0, maximum: 99, mean: 49.5 });
  // Each of 0 … 99 twice: at position 199p of the sorted 200.
  expect(age?.numbers?.quantiles).toEqual(
    [0.99, 4.95, 24.75, 49.5, 74.25, 94.05, 98.01].map((q) => expect.closeTo(q, 1)),
  );
  expect(age?.numbers?.stddev).toBeCloseTo(Math.sqrt((100 ** 2 - 1) / 12), 9);
  const { counts, start, width } = age?.numbers?.histogram ?? { counts: [], start: 0, width: 0 };
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
  expect(
    counts.every(
      (count, bin) =>
        count ===
        2 *
          [...Array(100).keys()].filter((value) => Math.floor((value - start) / width) === bin)
            .length,
    ),
  ).toBe(true);
  expect(city).toMatchObject({ missing: 20, distinct: 2 });
  expect(city?.top).toEqual([
    { value: '上海', count: 100 },
    { value: 'Oslo', count: 80 },
  ]);
  expect(city?.lengths).toMatchObject({ minimum: 2, maximum: 4, mean: (100 * 2 + 80 * 4) / 180 });
  expect(seen?.times).toMatchObject({
    first: '2024-01-15T08:00:00',
    last: '2024-03-15T08:00:00',
  });
  expect(seen?.times?.histogram.counts.filter((count) => count > 0)).toEqual([67, 67, 66]);
  expect(y?.top?.map(({ count }) => count)).toEqual([100, 100]);
});

test('texts are told by their words, vocabulary and scripts', async () => {
  const said = [
    'the cat sat on the mat, and then the cat ran',
    'the dog chased a cat across town',
    '猫坐在垫子上，然后猫跑了 then it slept again',
    'кот сидел на ковре и спал весь день дома',
  ];
  const lines = Array.from(
    { length: 80 },
    (_, row) => `${row % 2 ? 'ham' : 'spam'},"${said[row % 4]} ${row}"\n`,
  );
  const path = await workspace.write('said.csv', `label,said\n${lines.join('')}`);
  const options: ImportOptions = {
    task: 'text-classification',
    target: 'label',
    text: { column: 'said' },
  };
  const { texts } = await profileOf(path, options);
  const [text] = texts;
  expect(text).toMatchObject({ column: 'said', rows: 80 });
  expect(text?.words).toMatchObject({ minimum: 8, maximum: 16 });
  expect(text?.frequentWords.slice(0, 2)).toEqual([
    { value: 'the', count: 80 },
    { value: 'cat', count: 60 },
  ]);
  expect(text?.scripts).toEqual([
    { script: 'Latin', rows: 60 },
    { script: 'Han', rows: 20 },
    { script: 'Cyrillic', rows: 20 },
  ]);
  expect(text?.languages).toEqual([
    { language: 'und', rows: 40 },
    { language: 'en', rows: 20 },
    { language: 'zh', rows: 20 },
  ]);
  // Words of the four, and the 80 numbers behind them.
  expect(text?.vocabulary).toBe(
    new Set(
      said
        .flatMap((one) => one.match(/\p{Script=Han}|\p{L}(?:(?!\p{Script=Han})\p{L})*/gu) ?? [])
        .values(),
    ).size + 80,
  );
});

test('ratings are told by how sparse they are and how few items have most of them', async () => {
  // 40 users; item i of 20 is rated by users u with u % (i + 1) = 0.
  const lines: string[] = [];
  for (let user = 0; user < 40; user += 1) {
    for (let item = 0; item < 20; item += 1) {
      if (user % (item + 1) === 0) lines.push(`u${user},i${item},${((user + item) % 5) + 1}\n`);
    }
  }
  const path = await workspace.write('ratings.csv', `user,item,rating\n${lines.join('')}`);
  const { ratings } = await profileOf(path, {
    task: 'recommendation',
    target: 'rating',
    ratings: { user: 'user', item: 'item' },
  });
  const perItem = Array.from({ length: 20 }, (_, item) => Math.ceil(40 / (item + 1)));
  const total = lines.length;
  expect(total).toBe(perItem.reduce((sum, count) => sum + count, 0));
  expect(ratings).toMatchObject({ users: 40, items: 20, ratings: total });
  expect(ratings?.density).toBeCloseTo(total / 800, 12);
  expect(ratings?.perItem).toMatchObject({ minimum: 2, maximum: 40 });
  expect(ratings?.longTail.find(({ items }) => items === 0.1)?.ratings).toBeCloseTo(
    (40 + 20) / total,
    12,
  );
});

test('images keep the sizes that they had before they were brought to one', async () => {
  for (let image = 0; image < 24; image += 1) {
    const create = {
      width: image < 14 ? 20 : 30,
      height: 10 + (image % 2),
      channels: 3,
      background: { r: image * 10, g: 0, b: 0 },
    } as const;
    const label = image % 4 < 2 ? 'left' : 'right';
    await workspace.write(`set/${label}/${image}.png`, await sharp({ create }).png().toBuffer());
  }
  const { images } = await profileOf(workspace.path('set'));
  expect(images?.source).toEqual({
    sizes: [
      { height: 10, width: 20, count: 7 },
      { height: 11, width: 20, count: 7 },
      { height: 10, width: 30, count: 5 },
      { height: 11, width: 30, count: 5 },
    ],
    others: 0,
    heights: [10, 11],
    widths: [20, 30],
    greyscale: 0,
  });
});

test('images are told by size, channels and what their pixels are like', async () => {
  const { images, rows } = await profileOf(join(SAMPLES, 'digits-images-idx3-ubyte.gz'));
  expect(images).toMatchObject({ height: 8, width: 8, channels: 1, rows });
  expect(images?.source).toEqual({
    sizes: [{ height: 8, width: 8, count: rows }],
    others: 0,
    heights: [8, 8],
    widths: [8, 8],
    greyscale: rows,
  });
  expect(images?.means[0]).toBeGreaterThan(0);
});
