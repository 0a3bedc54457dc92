import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImportOptions } from '../app/dataset/dataset.ts';
import { randomStream } from '../app/random.ts';
import type { RunPlan } from '../app/training/run-plan.ts';
import { TestWorkbench } from './testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

/** An autoencoder of a file or a folder, trained. */
async function trained(path: string, options: ImportOptions, plan: Partial<RunPlan>) {
  const name = 'data';
  const token = 'import';
  const dataset = await workbench.answer('datasets.import', { path, name, options, token });
  const template = 'autoencoder';
  const built = await workbench.answer('templates.build', { template, dataset: name });
  const [run] = await workbench.answer('runs.start', {
    dataset: name,
    model: built.model,
    template,
    plan: { ...built.plan, ...plan },
    name: null,
    tags: [],
  });
  if (run === undefined) throw new Error('No run was started');
  const ended = await workbench.ended(run.id);
  expect(ended.error).toBeNull();
  return { dataset, run: ended };
}

const QUERY = {
  split: 'test',
  actual: null,
  predicted: null,
  onlyWrong: false,
  offset: 0,
  limit: 3,
} as const;

test('a table is learnt by heart of its rule: what breaks it is given back worst', async () => {
  const random = randomStream(3, 'rows');
  const rows = Array.from({ length: 400 }, (_, row) => {
    const [x, y] = [random.nextFloat() * 10, random.nextFloat() * 4];
    // One of forty has a sum of its own.
    const odd = row % 40 === 7;
    const colour = y > 2 ? 'red' : 'blue';
    return [x, y, odd ? 40 - x - y : x + y, colour, odd ? 'odd' : 'usual'].join(',');
  });
  const path = join(workbench.home, 'rows.csv');
  writeFileSync(path, `x,y,sum,colour,note\n${rows.join('\n')}\n`);
  const { dataset, run } = await trained(
    path,
    { task: 'reconstruction', target: 'note', splitFractions: { train: 0.6, val: 0.1, test: 0.3 } },
    { epochs: 60, earlyStopping: null },
  );
  expect(dataset).toMatchObject({ task: 'reconstruction', target: 'note', classes: [] });
  expect(run.metrics).toMatchObject({ 'test/mse': expect.any(Number) });

  const worst = await workbench.answer('runs.scored', { run: run.id, ...QUERY });
  const best = await workbench.answer('runs.scored', { run: run.id, ...QUERY, bestFirst: true });
  expect(worst.rows[0]).toMatchObject({ actual: 'odd' });
  expect(best.rows.map(({ actual }) => actual)).toEqual(['usual', 'usual', 'usual']);
  expect(best.rows[0]?.error ?? 1).toBeLessThan((worst.rows[0]?.error ?? 0) / 20);
  const { values, reconstruction } = best.rows[0] ?? {};
  expect(reconstruction?.values?.colour).toBe(values?.colour);
  expect(Number(reconstruction?.values?.sum)).toBeCloseTo(Number(values?.sum), 0);

  const asked = async (sum: string) => {
    const input = { kind: 'row', values: { x: '3', y: '1', sum, colour: 'blue' } } as const;
    const { predictions } = await workbench.answer('runs.predict', { run: run.id, input });
    return predictions[0];
  };
  const [usual, odd] = [await asked('4'), await asked('36')];
  expect(usual?.reconstruction?.values?.colour).toBe('blue');
  expect(usual?.error ?? 1).toBeLessThan((odd?.error ?? 0) / 10);
});

test('a table without a column to keep aside, and one with nothing to learn from', async () => {
  const path = join(workbench.home, 'rows.csv');
  writeFileSync(
    path,
    `a,b\n${Array.from({ length: 20 }, (_, row) => `${row % 7},${row % 3}`).join('\n')}\n`,
  );
  const options = { task: 'reconstruction' } as const;
  const dataset = await workbench.answer('datasets.import', {
    path,
    name: 'bare',
    options,
    token: 'a',
  });
  expect(dataset).toMatchObject({ target: null, input: { kind: 'tabular', features: 2 } });
  const rows = { dataset: 'bare', split: 'test', offset: 0, limit: 2 } as const;
  expect((await workbench.answer('datasets.rows', rows)).rows[0]).toMatchObject({ actual: '' });

  writeFileSync(join(workbench.home, 'same.csv'), 'a,b\n1,1\n1,1\n1,1\n1,1\n1,1\n1,1\n1,1\n');
  expect(
    await workbench.request('datasets.import', {
      path: join(workbench.home, 'same.csv'),
      name: 'same',
      options,
      token: 'b',
    }),
  ).toMatchObject({ ok: false, error: { code: 'dataset/no-features' } });
});

test('a folder of nothing but pictures is learnt to be given back, side by side', async () => {
  const folder = join(workbench.home, 'pictures');
  mkdirSync(folder);
  const random = randomStream(5, 'pictures');
  for (let at = 0; at < 60; at += 1) {
    const left = random.nextBelow(6);
    const top = random.nextBelow(6);
    const pixels = Buffer.alloc(100, 20);
    for (const down of [0, 1, 2, 3])
      pixels.fill(230, (top + down) * 10 + left, (top + down) * 10 + left + 4);
    const raw = { width: 10, height: 10, channels: 1 } as const;
    await sharp(pixels, { raw })
      .png()
      .toFile(join(folder, `${at}.png`));
  }
  const { dataset, run } = await trained(folder, {}, { epochs: 10, batchSize: 8 });
  expect(dataset).toMatchObject({ task: 'reconstruction', format: 'image-folder', target: null });
  const { rows } = await workbench.answer('runs.scored', { run: run.id, ...QUERY });
  expect(rows[0]).toMatchObject({
    image: expect.stringMatching(/^data:image\/png/),
    reconstruction: { image: expect.stringMatching(/^data:image\/png/) },
    error: expect.any(Number),
  });
  const path = join(folder, '0.png');
  const { predictions } = await workbench.answer('runs.predict', {
    run: run.id,
    input: { kind: 'file', path },
  });
  expect(predictions[0]?.error).toBeLessThan(0.2);
  expect(predictions[0]?.reconstruction?.image).toMatch(/^data:image\/png/);
  const whole = await workbench.answer('runs.predict', {
    run: run.id,
    input: { kind: 'file', path: folder },
  });
  expect(whole.predictions.map(({ file }) => file)).toEqual(
    Array.from({ length: 60 }, (_, at) => `${at}.png`),
  );
  expect(whole.predictions[0]?.error).toBeCloseTo(predictions[0]?.error ?? Number.NaN, 6);
  const empty = join(workbench.home, 'empty');
  mkdirSync(empty);
  const none = { kind: 'file', path: empty } as const;
  expect(await workbench.request('runs.predict', { run: run.id, input: none })).toMatchObject({
    ok: false,
    error: { code: 'run/input-invalid', value: '0' },
  });
});

test('labelled pictures may be given back, too, and keep their labels', async () => {
  const path = join(import.meta.dirname, '../resources/samples/digits-images-idx3-ubyte.gz');
  const preview = await workbench.answer('datasets.preview', { path, options: {} });
  expect(preview.possibleTasks).toEqual(['image-classification', 'reconstruction']);
  const { dataset, run } = await trained(path, { task: 'reconstruction' }, { epochs: 1 });
  expect(dataset).toMatchObject({ task: 'reconstruction', target: 'label' });
  const { rows } = await workbench.answer('runs.scored', { run: run.id, ...QUERY });
  expect(rows[0]).toMatchObject({
    actual: expect.stringMatching(/^\d$/),
    error: expect.any(Number),
  });
});
