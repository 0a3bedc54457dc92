import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SAMPLES } from '../../datasets/testing/workspace.ts';
import { TestWorkbench } from '../../testing/test-workbench.ts';
import { ALL, done, flip, judged, scoresOf } from './testing/noisy-labels.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

test('pictures with flipped labels are found and shown, and corrected without decoding them again', {
  timeout: 120_000,
}, async () => {
  const unzipped = async (name: string) => gunzipSync(await readFile(join(SAMPLES, name)));
  const images = await unzipped('digits-images-idx3-ubyte.gz');
  const labels = await unzipped('digits-labels-idx1-ubyte.gz');
  const truth = [...labels.subarray(8)].map(String);
  const flipped = flip(truth, 0.05);
  for (const [row, name] of flipped) labels[8 + row] = Number(name);
  const path = join(workbench.home, 'noisy-images-idx3-ubyte');
  await writeFile(path, images);
  await writeFile(join(workbench.home, 'noisy-labels-idx1-ubyte'), labels);
  await judged(workbench, path, {}, 'image-mlp', { epochs: 12 }, 2);
  const report = await workbench.answer('labels.find', { dataset: 'noisy', ...ALL });
  expect(report.rows).toBe(truth.length);
  const { precision, recall } = scoresOf(
    report.doubted.map(({ row }) => row),
    new Set(flipped.keys()),
  );
  expect(recall).toBeGreaterThan(0.6);
  expect(precision).toBeGreaterThan(0.6);
  expect(report.doubted[0]?.image).toMatch(/^data:image\/png/);

  const relabel = report.doubted.slice(1, 41).map(({ row, suggested }) => ({ row, to: suggested }));
  const exclude = [report.doubted[0]?.row ?? 0];
  const asked = { dataset: 'noisy', group: report.group, token: 'c' };
  const corrected = await workbench.answer('labels.correct', {
    ...asked,
    ...{ name: 'clean', relabel, exclude },
  });
  const counted = corrected.classCounts.reduce((sum, { count }) => sum + count, 0);
  expect(counted).toBe(truth.length - 1);
  const again = await workbench.answer('labels.retrain', { dataset: 'clean' });
  await done(
    workbench,
    again.map(({ id }) => id),
  );
  const compared = await workbench.answer('labels.compare', { dataset: 'clean' });
  expect(compared.scores?.rows).toBe(truth.length - 41);
  expect(compared.scores?.difference).toBeGreaterThan(-0.02);
  // What is left is judged by the new runs, and a second correction goes on from the first.
  const second = await workbench.answer('labels.find', { dataset: 'clean', ...ALL });
  expect(second.total).toBeLessThan(report.total);
  const row = relabel[0]?.row ?? 0;
  await workbench.answer('labels.correct', {
    ...{ dataset: 'clean', group: null, name: 'cleaner', token: 'd', exclude: [] },
    relabel: [{ row, to: report.doubted[1]?.given ?? '' }],
  });
  expect(await workbench.answer('labels.compare', { dataset: 'cleaner' })).toMatchObject({
    ...{ from: 'clean', relabelled: 1, excluded: 0 },
  });
});
