import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTemplate } from '../../../app/architecture/templates.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import type { RawInput } from '../../../app/dataset/raw-input.ts';
import { openDecoder } from '../../../app/metrics/decode-output.ts';
import { anEnvironment, aPlan } from '../../../app/testing/builders.ts';
import { executionPlan } from '../../engine/execution-plan.ts';
import { predict } from '../../engine/predict.ts';
import { onnxCpuRuntime } from '../../engine/runtimes/onnx.ts';
import { score } from '../../engine/score.ts';
import { aTrainWork, latestFile, runTraining } from '../../engine/testing/run-training.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit } from '../../shards/read.ts';
import { prepareInput } from '../prepare-input.ts';
import { readDatasetRows } from '../read-rows.ts';
import { reprepareDataset } from '../reprepare-dataset.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();

const FORECAST: ImportOptions = { task: 'forecasting' };

async function imported(path: string, options: ImportOptions = FORECAST) {
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const { series } = manifest.recipe;
  if (series === undefined) throw new Error('The recipe has no series');
  return {
    dataset,
    folder,
    manifest,
    series,
    split: async (split: 'train' | 'val' | 'test') =>
      unwrap(await readSplit(folder, manifest, split)),
    prepare: (input: RawInput) => prepareInput(manifest, dataset, input),
  };
}

/** One row a day, `values` beside the date. */
function days(values: readonly (string | number)[], first = 1): readonly string[] {
  return values.map((value, at) => {
    const date = new Date(Date.UTC(2024, 0, first + at)).toISOString().slice(0, 10);
    return `${date},${value}`;
  });
}

const csv = (header: string, lines: readonly string[]) => `${header}\n${lines.join('\n')}\n`;
/** 10, 20, 30, …: 1, 2, 3, … would be taken for numbers of rows. */
const upTo = (count: number) => Array.from({ length: count }, (_, at) => 10 * (at + 1));

describe('a table with a time', () => {
  test('of nothing but time and numbers is for forecasting; with more, it can be', async () => {
    const plain = await workspace.write('a.csv', csv('date,sales', days(upTo(60))));
    const { dataset } = await imported(plain, {});
    expect(dataset).toMatchObject({
      task: 'forecasting',
      target: 'sales',
      classes: [],
      input: { kind: 'series', length: 24, channels: 1 },
      sampleTarget: { kind: 'values', shape: [1] },
    });
  });

  test('becomes windows in the order of time, whatever the order of the file', async () => {
    // By hand: 10 … 100, of which 10 … 70 train, 80 and 90 validate (8.5 rows round to 9), 100 tests.
    const sorted = days(upTo(10));
    const lines = [9, 2, 5, 0, 7, 1, 8, 3, 6, 4].map((at) => sorted[at] ?? '');
    const file = await workspace.write('a.csv', csv('date,sales', lines));
    const { series, split } = await imported(file, { ...FORECAST, series: { window: 3 } });
    expect(series).toMatchObject({ values: ['sales'], window: 3, horizon: 1, means: [40] });
    expect(series.stddevs).toEqual([20]);
    const told = async (name: 'train' | 'val' | 'test') => {
      const { features, target, rows } = await split(name);
      const raw = (values: ArrayLike<number>) => Array.from(values, (value) => value * 20 + 40);
      return Array.from({ length: rows }, (_, row) => [
        ...raw(features.slice(row * 3, row * 3 + 3)),
        ...raw(target.slice(row, row + 1)),
      ]).sort((left, right) => (left[0] ?? 0) - (right[0] ?? 0));
    };
    expect(await told('train')).toEqual([
      [10, 20, 30, 40],
      [20, 30, 40, 50],
      [30, 40, 50, 60],
      [40, 50, 60, 70],
    ]);
    expect(await told('val')).toEqual([
      [50, 60, 70, 80],
      [60, 70, 80, 90],
    ]);
    expect(await told('test')).toEqual([[70, 80, 90, 100]]);
  });

  test('keeps several series apart, and foretells one of several numbers', async () => {
    const lines = days(upTo(30)).flatMap((line, at) => [
      `${line},${at % 7},a`,
      `${line},${at % 7},b`,
    ]);
    const file = await workspace.write('a.csv', csv('date,sales,heat,shop', lines));
    const options = { target: 'sales', series: { id: 'shop', window: 4, horizon: 2 } };
    const { manifest, series, split } = await imported(file, { ...FORECAST, ...options });
    expect(manifest.input).toEqual({ kind: 'series', length: 4, channels: 2 });
    expect(series).toMatchObject({ id: 'shop', values: ['sales', 'heat'], target: 'sales' });
    const { features, target, rows } = await split('train');
    const [mean = 0] = series.means;
    const [stddev = 1] = series.stddevs;
    // 21 of 30 days train; each series has a window for each pair of days from the fifth on.
    expect(rows).toBe(2 * (21 - 4 - 1));
    for (let row = 0; row < rows; row += 1) {
      const last = (features[row * 8 + 6] ?? 0) * stddev + mean;
      const next = Array.from(target.slice(row * 2, row * 2 + 2), (value) => value * stddev + mean);
      expect(next[0]).toBeCloseTo(last + 10, 3);
      expect(next[1]).toBeCloseTo(last + 20, 3);
    }
  });

  test('lets nothing that comes later into training: changed later rows change neither fit nor windows', async () => {
    const options = { ...FORECAST, series: { window: 5, horizon: 3 } };
    const file = await workspace.write('a.csv', csv('date,sales', days(upTo(100))));
    const { folder, series, split } = await imported(file, options);
    const { features, target } = await split('train');
    await rm(folder, { recursive: true });
    const changed = upTo(100).map((value) => (value > 700 ? value * 1000 : value));
    const other = await workspace.write('b.csv', csv('date,sales', days(changed)));
    const again = await imported(other, options);
    expect(again.series).toEqual(series);
    expect((await again.split('train')).features).toEqual(features);
    expect((await again.split('train')).target).toEqual(target);
  });

  test('reads in the browser as the row that its target begins with', async () => {
    const file = await workspace.write('a.csv', csv('date,sales', days(upTo(60))));
    const { dataset, folder } = await imported(file, { ...FORECAST, series: { window: 5 } });
    const shown = unwrap(await readDatasetRows(folder, dataset, 'train', 0, 1));
    expect(shown.rows[0]).toMatchObject({
      sourceRow: 5,
      actual: '60',
      values: { date: '2024-01-06', sales: '60' },
    });
  });

  test('is prepared anew by the recipe that it knows', async () => {
    const file = await workspace.write('a.csv', csv('date,sales', days(upTo(60))));
    const { dataset, folder, manifest } = await imported(file, {
      ...FORECAST,
      series: { window: 5 },
    });
    const { recipe } = manifest.recipe;
    if (recipe === null) throw new Error('The recipe was not kept');
    const again = await reprepareDataset({
      from: dataset,
      fromFolder: folder,
      recipe,
      name: 'again',
      id: dataset.id,
      createdAt: dataset.createdAt,
      datasetsFolder: workspace.path('others'),
      onProgress: () => {},
    });
    expect(unwrap(again).fingerprint).toBe(dataset.fingerprint);
  });
});

describe('refused with the place', () => {
  test.each([
    ['a row without a time', 'value-missing', 'date', ',310,1'],
    ['a missing value beside the target', 'value-missing', 'heat', '2024-01-31,310,'],
    ['a missing target', 'target-value-missing', 'sales', '2024-01-31,,1'],
  ])('%s', async (_, code, column, line) => {
    const lines = days(upTo(60)).map((each, at) => `${each},${(at * 7) % 11}`);
    const file = await workspace.write('a.csv', csv('date,sales,heat', lines.with(30, line)));
    const refused = await workspace.importFile(file, { ...FORECAST, target: 'sales' });
    const error = { code: `dataset/${code}`, path: file, row: 32, column };
    expect(refused).toEqual({ ok: false, error });
    expect(await workspace.left()).toEqual([]);
  });

  test('a table that has no time, and one too short for a window', async () => {
    const bare = await workspace.write(
      'a.csv',
      csv(
        'x,y',
        days(upTo(9)).map((_, at) => `a${at % 2},${at}`),
      ),
    );
    expect(await workspace.importFile(bare, FORECAST)).toMatchObject({
      ok: false,
      error: { code: 'dataset/column-missing', column: 'time' },
    });
    const short = await workspace.write('b.csv', csv('date,sales', days(upTo(20))));
    expect(await workspace.importFile(short, FORECAST)).toMatchObject({
      ok: false,
      error: { code: 'dataset/series-too-short', split: 'train', window: 24, horizon: 1 },
    });
  });

  test('a split that would let windows see what comes', async () => {
    const file = await workspace.write('a.csv', csv('date,sales', days(upTo(60))));
    const split = {
      kind: 'random',
      fractions: { train: 0.6, val: 0.2, test: 0.2 },
      seed: 1,
    } as const;
    const recipe = { version: 1, split, steps: [] } as const;
    expect(await workspace.importFile(file, { ...FORECAST, recipe })).toMatchObject({
      ok: false,
      error: { code: 'recipe/invalid', place: 'split.kind' },
    });
  });
});

test('a seeded run foretells a sine better than its last value does, and answers in its own unit', async () => {
  const wave = (at: number) => 500 + 100 * Math.sin((2 * Math.PI * at) / 12);
  const values = upTo(300).map((value) => wave(value / 10));
  const file = await workspace.write('a.csv', csv('date,sales', days(values)));
  const { folder, manifest, split, prepare } = await imported(file, {
    ...FORECAST,
    series: { window: 12, horizon: 2 },
  });
  const model = unwrap(buildTemplate('forecast-linear', manifest));
  const plan = aPlan({ epochs: 30, batchSize: 16, learningRate: 0.01 });
  const work = aTrainWork(workspace.path('runs'), folder, { model, plan });
  await runTraining(work);
  const runtime = onnxCpuRuntime(1, { spins: () => false });
  const means = {
    runtime,
    execution: await executionPlan(runtime),
    environment: anEnvironment(),
    memoryBytes: 2 ** 30,
    availableBytes: () => 2 ** 33,
  };
  const checkpoint = latestFile(work);
  const scored = unwrap(
    await score(
      { kind: 'score', checkpoint, datasetFolder: folder, split: 'test', threads: 1 },
      means,
    ),
  );

  const { target, sourceRows, rows } = await split('test');
  const lastValueError =
    [...sourceRows].reduce(
      (sum, row) =>
        sum +
        Math.abs((values[row] ?? 0) - (values[row - 1] ?? 0)) +
        Math.abs((values[row + 1] ?? 0) - (values[row - 1] ?? 0)),
      0,
    ) /
    (2 * rows);
  expect(scored.reading).toBe('values');
  expect(target).toHaveLength(2 * rows);
  expect(scored.metrics.mae).toBeLessThan(lastValueError / 4);
  expect(scored.metrics.r2).toBeGreaterThan(0.9);

  const latest = await workspace.write('latest.csv', csv('date,sales', days(values.slice(-12))));
  const { rows: asked, features } = unwrap(await prepare({ kind: 'file', path: latest }));
  const said = unwrap(
    await predict({ kind: 'predict', checkpoint, rows: asked, features, threads: 1 }, means),
  );
  const decoder = openDecoder(manifest.recipe);
  const { values: foretold = [] } = decoder.output(said.outputs, said.reading);
  expect(foretold).toHaveLength(2);
  expect(Math.abs((foretold[0] ?? 0) - wave(301))).toBeLessThan(20);
  expect(Math.abs((foretold[1] ?? 0) - wave(302))).toBeLessThan(20);

  const few = await workspace.write('few.csv', csv('date,sales', days(values.slice(-5))));
  expect(await prepare({ kind: 'file', path: few })).toMatchObject({
    ok: false,
    error: { code: 'run/input-invalid', place: 'rows', value: '5' },
  });
  expect(await prepare({ kind: 'row', values: { sales: '1' } })).toMatchObject({
    ok: false,
    error: { code: 'run/input-invalid' },
  });
});
