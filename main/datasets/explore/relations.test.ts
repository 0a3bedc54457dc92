import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../../app/contract/schemas/requests.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';
import { correlate } from './correlations.ts';
import { plotTarget } from './target-plot.ts';

const workspace = useWorkspace();
const folder = () => join(workspace.datasetsFolder(), DATASET_ID);
const ROWS = 400;
const rows = Array.from({ length: ROWS }, (_, row) => {
  const size = (row * 37) % 101;
  const noise = ((row * 71) % 53) - 26;
  const city = ['Oslo', 'Bergen', 'Moss'][row % 3] ?? '';
  return { size, noise, still: 7, city, price: 3 * size + noise + (city === 'Oslo' ? 50 : 0) };
});

function pearson(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [meanLeft, meanRight] = [mean(left), mean(right)];
  let [both, ofLeft, ofRight] = [0, 0, 0];
  for (const [at, value] of left.entries()) {
    const [a, b] = [value - meanLeft, (right[at] ?? 0) - meanRight];
    both += a * b;
    ofLeft += a * a;
    ofRight += b * b;
  }
  return both / Math.sqrt(ofLeft * ofRight);
}

async function houses(target: string) {
  const lines = rows.map(
    ({ size, noise, still, city, price }) =>
      `${size},${noise},${still},${city},${price},${price > 200 ? 'dear' : 'cheap'}\n`,
  );
  const path = await workspace.write(
    'h.csv',
    `size,noise,still,city,price,class\n${lines.join('')}`,
  );
  return unwrap(await workspace.importFile(path, { target }));
}

test('correlations are those of Pearson, and none of a constant column', async () => {
  const dataset = await houses('price');
  const found = unwrap(await correlate(folder(), dataset));
  expect(REQUEST_RESULTS['explore.correlations'].parse(found)).toEqual(found);
  expect(found).toMatchObject({ rows: ROWS, totalRows: ROWS });
  expect(found.columns).toEqual(['size', 'noise', 'still', 'price']);
  const of = (name: 'size' | 'noise' | 'price') => rows.map((row) => row[name]);
  expect(found.values[0]?.[3]).toBeCloseTo(pearson(of('size'), of('price')), 9);
  expect(found.values[3]?.[0]).toBe(found.values[0]?.[3]);
  expect(found.values[1]?.[3]).toBeCloseTo(pearson(of('noise'), of('price')), 9);
  expect(found.values[2]).toEqual([null, null, 1, null]);
});

test('a number is set against a column of numbers in groups of like size, and against values', async () => {
  const dataset = await houses('price');
  const bySize = unwrap(await plotTarget(folder(), dataset, 'size'));
  expect(REQUEST_RESULTS['explore.target'].parse(bySize)).toEqual(bySize);
  expect(bySize).toMatchObject({ target: 'price', rows: ROWS, classes: [] });
  expect(bySize.groups).toHaveLength(10);
  for (const [at, { from, to, rows: count, mean }] of bySize.groups.entries()) {
    const last = at === bySize.groups.length - 1;
    const inside = rows.filter(
      ({ size }) => size >= (from ?? 0) && (size < (to ?? 0) || (last && size === to)),
    );
    expect(count).toBe(inside.length);
    expect(mean).toBeCloseTo(inside.reduce((sum, { price }) => sum + price, 0) / count, 9);
  }
  const byCity = unwrap(await plotTarget(folder(), dataset, 'city'));
  expect(byCity.groups.map(({ value }) => value).toSorted()).toEqual(['Bergen', 'Moss', 'Oslo']);
  const oslo = byCity.groups.find(({ value }) => value === 'Oslo');
  const prices = rows
    .filter(({ city }) => city === 'Oslo')
    .map(({ price }) => price)
    .toSorted((a, b) => a - b);
  expect(oslo?.rows).toBe(prices.length);
  const middle = (prices.length - 1) / 2;
  expect(oslo?.quantiles?.[2]).toBeCloseTo(
    ((prices[Math.floor(middle)] ?? 0) + (prices[Math.ceil(middle)] ?? 0)) / 2,
    9,
  );
});

test('classes are set against a column as shares', async () => {
  const dataset = await houses('class');
  const byCity = unwrap(await plotTarget(folder(), dataset, 'city'));
  const at = byCity.classes.indexOf('dear');
  for (const { value, shares, rows: count } of byCity.groups) {
    const inside = rows.filter(({ city }) => city === value);
    expect(count).toBe(inside.length);
    expect(shares?.[at]).toBeCloseTo(inside.filter(({ price }) => price > 200).length / count, 12);
    expect(shares?.at(-1)).toBeCloseTo(0, 12);
  }
  const byStill = unwrap(await plotTarget(folder(), dataset, 'still'));
  expect(byStill.groups).toMatchObject([{ from: 7, to: 7, rows: ROWS }]);
  const wrong = await plotTarget(folder(), dataset, 'class');
  expect(wrong).toMatchObject({ ok: false, error: { code: 'dataset/column-missing' } });
});
