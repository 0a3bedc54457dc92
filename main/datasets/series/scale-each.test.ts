import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildTemplate } from '../../../app/architecture/templates.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { openDecoder } from '../../../app/metrics/decode-output.ts';
import { anEnvironment, aPlan } from '../../../app/testing/builders.ts';
import { executionPlan } from '../../engine/execution-plan.ts';
import { onnxCpuRuntime } from '../../engine/runtimes/onnx.ts';
import { score } from '../../engine/score.ts';
import { aTrainWork, latestFile, runTraining } from '../../engine/testing/run-training.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit, readTensor } from '../../shards/read.ts';
import { prepareInput } from '../prepare-input.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
const SERIES = { id: 'shop', window: 3, horizon: 1, scaleEach: true } as const;
const FORECAST: ImportOptions = { task: 'forecasting', target: 'sold', series: SERIES };

const dayOf = (at: number) => new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10);

/** Rows of shops, a day after the other; what a shop sells on a day, or nothing. */
function csvOf(days: number, shops: Readonly<Record<string, (day: number) => number | null>>) {
  const lines = Array.from({ length: days }, (_, day) =>
    Object.entries(shops).flatMap(([shop, sells]) => {
      const sold = sells(day);
      return sold === null ? [] : [`${dayOf(day)},${shop},${sold}`];
    }),
  );
  return `date,shop,sold\n${lines.flat().join('\n')}\n`;
}

async function imported(content: string, options: ImportOptions = FORECAST) {
  const path = await workspace.write('sales.csv', content);
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const { series } = manifest.recipe;
  if (series === undefined) throw new Error('The recipe has no series');
  const split = async (name: 'train' | 'val' | 'test') =>
    unwrap(await readSplit(folder, manifest, name));
  return { path, dataset, folder, manifest, series, split };
}

test('each series is scaled by its own training rows, and its rows say how to undo it', async () => {
  // By hand: of 20 days 14 train; 0 … 13 has mean 6.5 and variance (14² − 1) / 12 = 16.25.
  const content = csvOf(20, { small: (day) => day, big: (day) => 1e6 + 1000 * day });
  const { folder, manifest, series, split } = await imported(content);
  const deviation = Math.sqrt(16.25);
  expect(series.each).toEqual({
    ids: ['small', 'big'],
    means: [[6.5], [1e6 + 6500]],
    stddevs: [[deviation], [expect.closeTo(1000 * deviation, 6)]],
  });
  expect(manifest.recipe.target).toEqual({
    kind: 'standardize',
    column: 'sold',
    mean: 0,
    stddev: 1,
  });
  const { features, target, rows } = await split('train');
  const { units } = manifest.splits.train;
  if (units === undefined) throw new Error('No units were written');
  const unit = unwrap(await readTensor(folder, units));
  expect(rows).toBe(2 * 11);
  for (let row = 0; row < rows; row += 1) {
    const [mean = 0, stddev = 1] = unit.slice(2 * row, 2 * row + 2).map(Number);
    const isBig = mean > 1000;
    const day = (Number(target[row]) * stddev + mean - (isBig ? 1e6 : 0)) / (isBig ? 1000 : 1);
    expect(day).toBeCloseTo(Math.round(day), 2);
    for (let step = 0; step < 3; step += 1) {
      const before = Math.round(day) - 3 + step;
      expect(features[row * 3 + step]).toBeCloseTo((before - 6.5) / deviation, 5);
    }
  }
});

test('later rows change nothing that was fitted on a series; a constant one is divided as all are', async () => {
  const shops = { a: (day: number) => day * day, flat: () => 700 };
  const { folder, series, split } = await imported(csvOf(30, shops));
  const { features } = await split('train');
  await rm(folder, { recursive: true });
  const changed = { ...shops, a: (day: number) => (day > 20 ? 1e9 : day * day) };
  const again = await imported(csvOf(30, changed));
  expect(again.series).toEqual(series);
  expect((await again.split('train')).features).toEqual(features);
  expect(series.each?.ids).toEqual(['a', 'flat']);
  expect(series.each?.means[1]).toEqual([700]);
  expect(series.each?.stddevs[1]).toEqual(series.stddevs);
});

test('a series that training does not know is scaled as all together are, when it is imported and when asked', async () => {
  const content = csvOf(40, {
    old: (day) => 100 + (day % 5),
    // Opens after the rows that train.
    late: (day) => (day < 34 ? null : 200 + day),
  });
  const { dataset, manifest, series, split } = await imported(content);
  expect(series.each?.ids).toEqual(['old']);
  const { features } = await split('test');
  const [mean = 0, stddev = 1] = [series.means[0], series.stddevs[0]];
  const late = Math.max(...features) * stddev + mean;
  expect(late).toBeCloseTo(200 + 38, 3);

  const asked = await workspace.write(
    'asked.csv',
    csvOf(4, { old: () => 104, other: () => 500, late: () => 300 }),
  );
  const prepared = unwrap(await prepareInput(manifest, dataset, { kind: 'file', path: asked }));
  const [own = 0, ownStddev = 1] = [series.each?.means[0]?.[0], series.each?.stddevs[0]?.[0]];
  const scaled = [(104 - own) / ownStddev, (500 - mean) / stddev, (300 - mean) / stddev];
  expect(prepared.rows).toBe(3);
  for (const [row, value] of scaled.entries()) {
    expect(prepared.features[row * 3]).toBeCloseTo(value, 4);
  }
  expect([...(prepared.units ?? [])]).toEqual(
    [own, ownStddev, mean, stddev, mean, stddev].map((value) => expect.closeTo(value, 3)),
  );
  const short = await workspace.write('short.csv', csvOf(2, { old: () => 104 }));
  expect(await prepareInput(manifest, dataset, { kind: 'file', path: short })).toMatchObject({
    error: { code: 'run/input-invalid', place: 'shop old: rows', value: '2' },
  });
});

test('without a column of series there is nothing to scale each by', async () => {
  const path = await workspace.write('a.csv', csvOf(30, { a: (day) => day * 3 }));
  const series = { window: 3, scaleEach: true };
  expect(await workspace.importFile(path, { ...FORECAST, series })).toMatchObject({
    ok: false,
    error: { code: 'recipe/invalid', place: 'series.id' },
  });
});

test('a run that learns from series of a thousand sizes is measured and answers in their own units', async () => {
  const wave = (day: number) => Math.sin((2 * Math.PI * day) / 7);
  const shops = {
    small: (day: number) => 5 + wave(day),
    big: (day: number) => 50_000 + 10_000 * wave(day),
  };
  const series = { ...SERIES, window: 7, horizon: 2 };
  const { dataset, folder, manifest, split } = await imported(csvOf(200, shops), {
    ...FORECAST,
    series,
  });
  const model = unwrap(buildTemplate('forecast-linear', manifest));
  const plan = aPlan({ epochs: 25, batchSize: 16, learningRate: 0.01 });
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
  const { sourceRows, rows } = await split('test');
  // Rows alternate between the shops; a day is two rows.
  const truths = [...sourceRows].flatMap((row) => {
    const sells = row % 2 === 0 ? shops.small : shops.big;
    return [0, 1].map((ahead) => sells(Math.floor(row / 2) + ahead));
  });
  expect(scored.targets).toHaveLength(2 * rows);
  const off = (at: number, value: number) => Math.abs(value - (truths[at] ?? 0));
  for (const [at, target] of scored.targets.entries()) {
    expect(off(at, target)).toBeLessThan(1e-5 * (truths[at] ?? 0) + 1e-4);
  }
  const mae = scored.outputs.reduce((sum, value, at) => sum + off(at, value), 0) / (2 * rows);
  expect(scored.metrics.mae).toBeCloseTo(mae, 1);
  expect(scored.metrics.r2).toBeGreaterThan(0.99);
  const ofSmall = [...scored.outputs.entries()].filter(([at]) => (truths[at] ?? 0) < 100);
  const smallMae = ofSmall.reduce((sum, [at, value]) => sum + off(at, value), 0) / ofSmall.length;
  expect(smallMae).toBeLessThan(0.2);
  const decoder = openDecoder(manifest.recipe);
  const first = decoder.output(scored.outputs.subarray(0, 2), scored.reading);
  expect(off(0, first.values?.[0] ?? 0) / (truths[0] ?? 1)).toBeLessThan(0.1);
  expect(dataset.sampleTarget).toEqual({ kind: 'values', shape: [2] });
});
