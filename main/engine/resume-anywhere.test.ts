import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Augmentation } from '../../app/architecture/augmentation.ts';
import { randomStream } from '../../app/random.ts';
import { aLayer, aModel, aPlan } from '../../app/testing/builders.ts';
import { RunControl } from './run-control.ts';
import { IMAGES, writePreparedData } from './testing/prepared-data.ts';
import {
  aTrainWork,
  epochMetrics,
  latestCheckpoint,
  latestFile,
  resultOf,
  runTraining,
} from './testing/run-training.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-resume-anywhere-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Moving statistics, and chance of two kinds. */
const MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [6, 6, 1] }),
    aLayer('scale', 'Rescaling', { scale: 1 / 255 }),
    aLayer('conv', 'Conv2D', { filters: 4, kernel_size: 3 }),
    aLayer('norm', 'BatchNormalization'),
    aLayer('relu', 'ReLU'),
    aLayer('flatten', 'Flatten'),
    aLayer('drop', 'Dropout', { rate: 0.4 }),
    aLayer('output', 'Dense', { units: 1, activation: 'sigmoid' }),
  ],
});
const AUGMENTATION: Augmentation = [
  { type: 'RandomFlip', config: { mode: 'horizontal' } },
  { type: 'RandomBrightness', config: { factor: 0.2 } },
  { type: 'MixUp', config: {} },
];
const CUTS = 20;

it(`a run equals one that was never stopped, cut after ${CUTS} steps drawn at random`, async () => {
  // Batches of 7 of 40 rows: six steps an epoch, the last of them smaller.
  const plan = aPlan({ epochs: 3, batchSize: 7, augmentation: AUGMENTATION });
  const data = await writePreparedData(join(folder, 'data'), IMAGES);
  const whole = aTrainWork(join(folder, 'whole'), data, { model: MODEL, plan });
  const expected = epochMetrics(await runTraining(whole));
  const result = resultOf(await latestCheckpoint(whole));
  const random = randomStream(4, 'cuts');
  const met = new Set<bigint>();
  for (let cut = 0; cut < CUTS; cut += 1) {
    const step = BigInt(random.nextBelow(3 * 6));
    met.add(step);
    const work = aTrainWork(join(folder, `cut-${cut}`), data, { model: MODEL, plan });
    const control = new RunControl();
    const before = await runTraining(work, {
      control,
      // Calls of one step each, so that the stop can fall between any two.
      longestCall: 1,
      beforeCall: (_, { '@step': done }) => {
        if (done?.data[0] === step) control.receive('stop');
      },
    });
    const after = await runTraining({ ...work, resumeFrom: latestFile(work) });
    expect([...epochMetrics(before), ...epochMetrics(after)], `step ${step}`).toEqual(expected);
    expect(resultOf(await latestCheckpoint(work)), `step ${step}`).toEqual(result);
  }
  expect(met.size).toBeGreaterThan(10);
});
