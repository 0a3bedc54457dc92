import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AUTO_LOSS } from '../../app/architecture/losses.ts';
import { evaluateOutputs } from '../../app/metrics/evaluate.ts';
import { aPlan } from '../../app/testing/builders.ts';
import { BLOBS, writePreparedData } from './testing/prepared-data.ts';
import { aTrainWork, eventsOf, runTraining, scoredValidation } from './testing/run-training.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-last-batch-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** More rows to validate on than one call of the forward pass takes: the last call is filled up. */
const MANY = { ...BLOBS, rows: { train: 105, val: 301, test: 23 } };

it.each([
  ['alike', MANY, AUTO_LOSS],
  ['unequally', { ...MANY, weighted: true }, AUTO_LOSS],
  ['but for those of a class that the loss ignores', MANY, { ...AUTO_LOSS, ignoreClass: 0 }],
])('rows of the last batch, which is filled up, count once: %s', async (_, options, loss) => {
  const data = await writePreparedData(join(folder, 'data'), options);
  const plan = aPlan({ epochs: 1, batchSize: 16, learningRate: 0.01, loss });
  const work = aTrainWork(folder, data, { plan });
  const { metrics = {} } = eventsOf(await runTraining(work), 'epoch')[0]?.report ?? {};
  const scored = await scoredValidation(work, data);
  const { outputs, width, losses, targets, weights, ignoredClass } = scored;
  expect(losses.length).toBe(301);
  expect(ignoredClass ?? null).toBe(loss.ignoreClass);

  const counts = targets.map((label, row) => (label === ignoredClass ? 0 : (weights?.[row] ?? 1)));
  const hits = targets.map((label, row) => {
    const own = outputs.subarray(row * width, (row + 1) * width);
    return own[label] === Math.max(...own) ? (counts[row] ?? 0) : 0;
  });
  const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);
  const rows = targets.filter((label) => label !== ignoredClass).length;
  expect(metrics['val/accuracy']).toBeCloseTo(total(hits) / total(counts), 6);
  expect(metrics['val/loss']).toBeCloseTo(total(losses) / rows, 5);

  const evaluation = evaluateOutputs({
    ...scored,
    classes: options.classes,
    measured: scored.metrics,
    targetScale: null,
    texts: null,
    split: 'val',
    evaluatedAt: '2026-11-27T00:00:00.000Z',
  });
  expect(evaluation.rows).toBe(rows);
  expect(evaluation.metrics.accuracy).toBeCloseTo(metrics['val/accuracy'] ?? Number.NaN, 6);
  expect(evaluation.metrics.loss).toBeCloseTo(metrics['val/loss'] ?? Number.NaN, 5);
});
