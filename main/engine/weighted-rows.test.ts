import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aPlan } from '../../app/testing/builders.ts';
import { BLOBS, writePreparedData } from './testing/prepared-data.ts';
import {
  aTrainWork,
  eventsOf,
  latestCheckpoint,
  latestFile,
  resultOf,
  runTraining,
  runUntilCall,
  scoredValidation,
} from './testing/run-training.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-weighted-'));
});
afterEach(() => rm(folder, { recursive: true }));

const WEIGHTED = { ...BLOBS, weighted: true };
const plan = aPlan({ epochs: 2, batchSize: 16, learningRate: 0.01, classWeight: 'balanced' });

it.each([
  ['from memory', 2 ** 30],
  ['from disk', 0],
])('rows that count unequally do so in training, to the last bit: %s', async (_, memoryBytes) => {
  const data = await writePreparedData(join(folder, 'data'), WEIGHTED);
  const whole = aTrainWork(join(folder, 'whole'), data, { plan });
  await runTraining(whole, { memoryBytes });
  const cut = aTrainWork(join(folder, 'cut'), data, { plan });
  await runUntilCall(cut, 1);
  await runTraining({ ...cut, resumeFrom: latestFile(cut) });
  expect(resultOf(await latestCheckpoint(cut))).toEqual(resultOf(await latestCheckpoint(whole)));

  const alike = await writePreparedData(join(folder, 'alike'), BLOBS);
  const plain = aTrainWork(join(folder, 'plain'), alike, { plan });
  await runTraining(plain);
  expect(resultOf(await latestCheckpoint(plain))).not.toEqual(
    resultOf(await latestCheckpoint(whole)),
  );
});

it('a new run of balanced classes is tuned as any other', async () => {
  const data = await writePreparedData(join(folder, 'data'), WEIGHTED);
  const tuningFolder = join(folder, 'tuning');
  const events = await runTraining(aTrainWork(folder, data, { plan, tuningFolder }));
  expect(eventsOf(events, 'epoch')).toHaveLength(2);
  expect(await readdir(tuningFolder)).toHaveLength(1);
});

it('and in what is measured, in training as in scoring', async () => {
  const data = await writePreparedData(join(folder, 'data'), WEIGHTED);
  const work = aTrainWork(folder, data, { plan });
  const { metrics = {} } = eventsOf(await runTraining(work), 'epoch').at(-1)?.report ?? {};
  const scored = await scoredValidation(work, data);
  const { rows, outputs, width, losses, weights, targets } = scored;
  expect(weights).toEqual(Float32Array.from({ length: rows }, (_, row) => (row % 4) / 2));
  const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);
  expect(total(losses) / rows).toBeCloseTo(metrics['val/loss'] ?? Number.NaN, 5);
  const hits = targets.map((label, row) => {
    const own = outputs.subarray(row * width, (row + 1) * width);
    return own[label] === Math.max(...own) ? (weights?.[row] ?? 0) : 0;
  });
  const accuracy = total(hits) / total(weights ?? new Float32Array());
  expect(metrics['val/accuracy']).toBeCloseTo(accuracy, 6);
  expect(scored.metrics.accuracy).toBeCloseTo(accuracy, 6);
});
