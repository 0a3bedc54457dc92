import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportOptions, Recipe } from '../app/dataset/dataset.ts';
import type { ExportFormat } from '../app/exchange/export-formats.ts';
import { randomStream } from '../app/random.ts';
import { TestWorkbench } from './testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

/** A run of a few epochs on a file. */
async function trained(content: string, template: string, options: ImportOptions) {
  const path = join(workbench.home, 'rows.csv');
  writeFileSync(path, content);
  const name = 'data';
  const dataset = await workbench.answer('datasets.import', { path, name, options, token: 't' });
  const built = await workbench.answer('templates.build', { template, dataset: name });
  const [run] = await workbench.answer('runs.start', {
    dataset: name,
    model: built.model,
    template,
    plan: { ...built.plan, epochs: 2 },
    name: '第 1 次 / run',
    tags: [],
  });
  if (run === undefined) throw new Error('No run was started');
  const ended = await workbench.ended(run.id);
  expect(ended.error).toBeNull();
  return { dataset, run: ended };
}

async function exported(run: string, to: ExportFormat = 'onnx') {
  const path = join(workbench.home, `model.${to}`);
  const told = await workbench.answer('runs.export', { run, to, path });
  const sheet = JSON.parse(readFileSync(`${path}.recipe.json`, 'utf8'));
  return { path, told, sheet };
}

const CLASSES = ['no', 'yes', '也许'];

const RECIPE: Recipe = {
  version: 1,
  task: 'classification',
  target: 'label',
  split: { kind: 'random', fractions: { train: 0.7, val: 0.15, test: 0.15 }, seed: 1 },
  steps: [
    { kind: 'date-parts', columns: ['seen'], parts: ['month', 'weekday'], cyclic: true },
    { kind: 'missing', columns: ['x'], strategy: 'median', indicator: 'always' },
    { kind: 'scale', columns: ['x'], method: 'quantile', output: 'normal' },
    { kind: 'encode', columns: ['colour'], method: 'one-hot', other: true },
  ],
};

function rowsOf(count: number): readonly Readonly<Record<string, string>>[] {
  const random = randomStream(5, 'rows');
  return Array.from({ length: count }, (_, row) => {
    const x = random.nextFloat() * 10 - 5;
    const label = x < -2 ? 'no' : x < 2 ? 'yes' : '也许';
    return {
      x: row % 11 === 3 ? '' : x.toFixed(3),
      colour: row % 7 === 2 ? 'NA' : (['red', 'blue', '绿'][row % 3] ?? ''),
      seen: `202${row % 5}-0${1 + (row % 9)}-1${row % 9}`,
      label,
    };
  });
}

function csvOf(rows: readonly Readonly<Record<string, string>>[]): string {
  const names = Object.keys(rows[0] ?? {});
  return [names, ...rows.map((row) => names.map((name) => row[name]))]
    .map((line) => line.join(','))
    .join('\n');
}

describe('a run exported as ONNX', () => {
  test('takes rows of a table as they are and answers as predict does', async () => {
    const rows = rowsOf(120);
    const { run } = await trained(csvOf(rows), 'tabular-mlp', { target: 'label', recipe: RECIPE });
    const { path, told, sheet } = await exported(run.id);
    expect(told).toMatchObject({
      takes: 'raw',
      files: [{ path }, { path: `${path}.recipe.json` }],
    });
    expect(sheet).toMatchObject({
      version: 1,
      run: { id: run.id },
      classes: [...CLASSES].sort(),
      inputs: [
        { name: 'x', type: 'float64', holds: 'number', column: 'x' },
        { name: 'colour', type: 'string', holds: 'text' },
        { name: 'seen', type: 'float64', holds: 'date' },
      ],
      recipe: { version: 2 },
    });

    const session = await ort.InferenceSession.create(path);
    const asked = rows.slice(0, 9);
    const numbers = (read: (row: Readonly<Record<string, string>>) => number) =>
      new ort.Tensor('float64', Float64Array.from(asked, read), [asked.length, 1]);
    const { label, probabilities } = await session.run({
      x: numbers(({ x }) => (x === '' ? Number.NaN : Number(x))),
      colour: new ort.Tensor(
        'string',
        asked.map(({ colour }) => colour ?? ''),
        [asked.length, 1],
      ),
      seen: numbers(({ seen }) => Date.parse(seen ?? '')),
    });
    await session.release();
    const shares = Array.from(probabilities?.data as Float32Array);
    for (const [place, { label: _, ...values }] of asked.entries()) {
      const input = { kind: 'row', values } as const;
      const { predictions } = await workbench.answer('runs.predict', { run: run.id, input });
      expect(label?.data[place]).toBe(predictions[0]?.label);
      const best = Math.max(...shares.slice(place * 3, place * 3 + 3));
      expect(best).toBeCloseTo(predictions[0]?.probability ?? Number.NaN, 5);
    }
  });

  test('gives a number in its own unit, and calls no two ends alike', async () => {
    const random = randomStream(6, 'rows');
    const lines = Array.from({ length: 80 }, () => {
      const value = random.nextFloat();
      return `${value},${random.nextFloat()},${500 + 40 * value}`;
    });
    const { run } = await trained(`value,features,price\n${lines.join('\n')}\n`, 'tabular-linear', {
      target: 'price',
    });
    const { path, told } = await exported(run.id);
    expect(told.inputs.map(({ name, column }) => [name, column])).toEqual([
      ['value', 'value'],
      ['features_', 'features'],
    ]);
    expect(told.outputs).toEqual([{ name: 'value_', type: 'float64', shape: ['batch', 1] }]);
    const session = await ort.InferenceSession.create(path);
    const one = (value: number) => new ort.Tensor('float64', [value], [1, 1]);
    const { value_ } = await session.run({ value: one(0.25), features_: one(0.5) });
    await session.release();
    const input = { kind: 'row', values: { value: '0.25', features: '0.5' } } as const;
    const { predictions } = await workbench.answer('runs.predict', { run: run.id, input });
    expect(Number(value_?.data[0])).toBeCloseTo(predictions[0]?.value ?? Number.NaN, 3);
  });

  test('takes a window of a series as it was measured', async () => {
    const lines = Array.from(
      { length: 90 },
      (_, day) =>
        `${new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)},${100 + (day % 7)}`,
    );
    const { run } = await trained(`day,sold\n${lines.join('\n')}\n`, 'forecast-linear', {
      task: 'forecasting',
      target: 'sold',
    });
    const { path, told } = await exported(run.id);
    const [window] = told.inputs;
    expect(window).toMatchObject({ name: 'window', holds: 'window' });
    const length = Number(window?.shape[1]);
    const latest = lines.slice(-length);
    const session = await ort.InferenceSession.create(path);
    const sold = latest.map((line) => Number(line.split(',')[1]));
    const answer = await session.run({ window: new ort.Tensor('float64', sold, [1, length, 1]) });
    await session.release();
    const [ahead] = Object.values(answer);
    const file = join(workbench.home, 'latest.csv');
    writeFileSync(file, `day,sold\n${latest.join('\n')}\n`);
    const input = { kind: 'file', path: file } as const;
    const { predictions } = await workbench.answer('runs.predict', { run: run.id, input });
    const wanted = predictions[0]?.values ?? [predictions[0]?.value ?? Number.NaN];
    expect(ahead?.data).toHaveLength(wanted.length);
    for (const [place, value] of wanted.entries()) {
      expect(Number(ahead?.data[place])).toBeCloseTo(value, 2);
    }
  });

  test('takes a window with the name of its series, where each is scaled by itself', async () => {
    const day = (at: number) => new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10);
    const lines = Array.from({ length: 90 }, (_, at) => [
      `${day(at)},small,${1 + (at % 7)}`,
      `${day(at)},big,${90_000 + 1000 * (at % 5)}`,
    ]);
    const { run } = await trained(
      `day,shop,sold\n${lines.flat().join('\n')}\n`,
      'forecast-linear',
      {
        task: 'forecasting',
        target: 'sold',
        series: { id: 'shop', window: 6, horizon: 2, scaleEach: true },
      },
    );
    const { path, told } = await exported(run.id);
    expect(told.inputs).toMatchObject([
      { name: 'window', holds: 'window', shape: ['batch', 6, 1] },
      { name: 'shop', holds: 'text', column: 'shop', shape: ['batch', 1] },
    ]);
    const asked = { small: 3, big: 91_000, unknown: 50_000 };
    const rows = Object.entries(asked).flatMap(([shop, sold]) =>
      Array.from({ length: 6 }, (_, at) => [day(at), shop, sold + at] as const),
    );
    const shops = Object.keys(asked);
    const session = await ort.InferenceSession.create(path);
    const { values } = await session.run({
      window: new ort.Tensor(
        'float64',
        rows.map(([, , sold]) => sold),
        [3, 6, 1],
      ),
      shop: new ort.Tensor('string', shops, [3, 1]),
    });
    await session.release();
    const file = join(workbench.home, 'asked.csv');
    writeFileSync(file, `day,shop,sold\n${rows.map((row) => row.join(',')).join('\n')}\n`);
    const input = { kind: 'file', path: file } as const;
    const { predictions } = await workbench.answer('runs.predict', { run: run.id, input });
    const wanted = predictions.flatMap((said) => said.values ?? []);
    expect(predictions.map(({ series }) => series)).toEqual(shops);
    expect(wanted).toHaveLength(6);
    expect([...(values?.data ?? [])].map(Number)).toEqual(
      wanted.map((value) => expect.closeTo(value, value > 1000 ? 0 : 3)),
    );
    expect(wanted[0]).toBeLessThan(100);
    expect(wanted[2]).toBeGreaterThan(80_000);
  });
});

test('weights go out by name, with the layers that they belong to', async () => {
  const { run } = await trained(csvOf(rowsOf(60)), 'tabular-mlp', { target: 'label' });
  const { path } = await exported(run.id, 'safetensors');
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8'));
  const { layers } = JSON.parse(header.__metadata__.model);
  expect(layers.length).toBeGreaterThan(1);
  const sizes = Object.entries<{ shape: number[]; data_offsets: [number, number] }>(header)
    .filter(([name]) => name !== '__metadata__')
    .map(
      ([
        ,
        {
          shape,
          data_offsets: [from, to],
        },
      ]) => [to - from, 4 * shape.reduce((product, size) => product * size, 1)],
    );
  expect(sizes.length).toBeGreaterThan(1);
  for (const [lies, wanted] of sizes) expect(lies).toBe(wanted);
});

test('a program of Keras goes out with its weights beside it', async () => {
  const { run } = await trained(csvOf(rowsOf(60)), 'tabular-mlp', { target: 'label' });
  const path = join(workbench.home, 'model.py');
  const told = await workbench.answer('runs.export', { run: run.id, to: 'python-keras', path });
  expect(told.files.map((file) => file.path)).toEqual([
    path,
    `${path}.safetensors`,
    `${path}.recipe.json`,
  ]);
  const program = readFileSync(path, 'utf8');
  expect(program).toContain('= keras.layers.Dense(units=');
  expect(program).not.toContain('class TransformerBlock');
});

test('without a path the files come in the answer; where a path cannot be written, nothing is left', async () => {
  const { run } = await trained(csvOf(rowsOf(60)), 'tabular-mlp', { target: 'label' });
  const { files } = await workbench.answer('runs.export', { run: run.id, to: 'onnx', path: null });
  expect(files.map(({ name, path }) => [name, path])).toEqual([
    ['第-1-次-run.onnx', null],
    ['第-1-次-run.onnx.recipe.json', null],
  ]);
  const [model] = files;
  const bytes = Buffer.from(model?.content ?? '', 'base64');
  expect(bytes).toHaveLength(model?.sizeBytes ?? 0);
  await (await ort.InferenceSession.create(bytes)).release();

  const before = readdirSync(workbench.home);
  const path = join(workbench.home, 'nowhere', 'model.onnx');
  expect(await workbench.request('runs.export', { run: run.id, to: 'onnx', path })).toMatchObject({
    ok: false,
    error: { path },
  });
  // The sheet's place is taken by a folder: the model must not take its own.
  const taken = join(workbench.home, 'taken.onnx');
  mkdirSync(`${taken}.recipe.json`);
  expect(
    await workbench.request('runs.export', { run: run.id, to: 'onnx', path: taken }),
  ).toMatchObject({ ok: false });
  expect(existsSync(taken)).toBe(false);
  expect(readdirSync(workbench.home).filter((name) => !before.includes(name))).toEqual([
    'taken.onnx.recipe.json',
  ]);
});
