import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LayerId } from '../../app/ids.ts';
import { aLayer, aModel, anEnvironment, aPlan } from '../../app/testing/builders.ts';
import { executionPlan } from './execution-plan.ts';
import { predict } from './predict.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import { score } from './score.ts';
import { BLOBS, IMAGES, writePreparedData } from './testing/prepared-data.ts';
import {
  aTrainWork,
  eventsOf,
  latestCheckpoint,
  latestFile,
  resultOf,
  runTraining,
  runUntilCall,
} from './testing/run-training.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-outputs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const id = (name: string) => name as LayerId;

const TREE = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('hidden', 'Dense', { units: 8, activation: 'tanh' }),
    aLayer('back', 'Dense', { units: 4 }, ['hidden']),
    aLayer('classes', 'Dense', { units: 3, activation: 'softmax' }, ['hidden']),
  ],
  outputs: [{ layer: id('classes') }, { layer: id('back'), target: 'features', weight: 0.5 }],
});

const AUTOENCODER = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [6, 6, 1] }),
    aLayer('scale', 'Rescaling', { scale: 1 / 255 }),
    aLayer('flat', 'Flatten'),
    aLayer('code', 'Dense', { units: 4, activation: 'relu' }),
    aLayer('wide', 'Dense', { units: 36, activation: 'sigmoid' }),
    aLayer('image', 'Reshape', { target_shape: [6, 6, 1] }),
  ],
  outputs: [{ layer: id('image'), target: 'features' }],
});

async function engineMeans() {
  const runtime = onnxCpuRuntime(1, { spins: () => false });
  return {
    runtime,
    execution: await executionPlan(runtime),
    environment: anEnvironment(),
    memoryBytes: 2 ** 30,
    availableBytes: () => 2 ** 33,
  };
}

it('tells the loss of every output, and resumes to the last bit', async () => {
  const data = await writePreparedData(join(folder, 'data'), BLOBS);
  const plan = aPlan({ epochs: 2, batchSize: 16, learningRate: 0.01 });
  const whole = aTrainWork(join(folder, 'whole'), data, { model: TREE, plan });
  const [, last] = eventsOf(await runTraining(whole), 'epoch');
  const { metrics = {} } = last?.report ?? {};
  for (const split of ['', 'val/']) {
    const [all = 0, classes = 0, back = 0] = ['loss', 'classes/loss', 'back/loss'].map(
      (tag) => metrics[split + tag],
    );
    expect(all).toBeCloseTo(classes + 0.5 * back, 10);
    expect(metrics[`${split}accuracy`]).toBeGreaterThan(0);
  }
  const cut = aTrainWork(join(folder, 'cut'), data, { model: TREE, plan });
  await runUntilCall(cut, 1);
  await runTraining({ ...cut, resumeFrom: latestFile(cut) });
  expect(resultOf(await latestCheckpoint(cut))).toEqual(resultOf(await latestCheckpoint(whole)));
});

it('gives images back: scored against themselves, predicted as values', async () => {
  const data = await writePreparedData(join(folder, 'data'), IMAGES);
  const plan = aPlan({ epochs: 3, batchSize: 8, learningRate: 0.01 });
  const work = aTrainWork(folder, data, { model: AUTOENCODER, plan });
  const epochs = eventsOf(await runTraining(work), 'epoch');
  const { metrics = {} } = epochs.at(-1)?.report ?? {};
  expect(Object.keys(metrics)).toEqual(['loss', 'mae', 'val/loss', 'val/mae']);

  const means = await engineMeans();
  const checkpoint = latestFile(work);
  const scored = await score(
    { kind: 'score', checkpoint, datasetFolder: data, split: 'val', threads: 1 },
    means,
  );
  if (!scored.ok) throw new Error(scored.error.code);
  const { outputs, targets, targetWidth, width, reading } = scored.value;
  expect({ width, targetWidth, reading }).toEqual({
    width: 36,
    targetWidth: 36,
    reading: 'values',
  });
  expect(scored.value.metrics.loss).toBe(metrics['val/loss']);
  const squares = outputs.map((value, at) => (value - (targets[at] ?? Number.NaN)) ** 2);
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  expect(scored.value.metrics.mse).toBeCloseTo(mean, 5);
  expect(Math.max(...targets)).toBeLessThanOrEqual(1);

  const features = new Uint8Array(36).fill(128);
  const predicted = await predict(
    { kind: 'predict', checkpoint, rows: 1, features, threads: 1 },
    means,
  );
  expect(predicted).toMatchObject({ value: { width: 36, reading: 'values' } });
});
