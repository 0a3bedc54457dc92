import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUGMENTATION_PRESETS, type Augmentation } from '../../app/architecture/augmentation.ts';
import { HYPERPARAMETERS, OPTIMIZERS } from '../../app/compiler/optimizers/settings.ts';
import type { Schedule } from '../../app/compiler/schedules/schedule.ts';
import type { RunId } from '../../app/ids.ts';
import { aLayer, aModel, aPlan } from '../../app/testing/builders.ts';
import { RunControl } from './run-control.ts';
import { IMAGE_MODEL, NUMBER_MODEL, STATEFUL_MODEL } from './testing/models.ts';
import {
  BLOBS,
  type DataOptions,
  IMAGES,
  NUMBERS,
  writePreparedData,
} from './testing/prepared-data.ts';
import {
  aTrainWork,
  epochMetrics,
  eventsOf,
  latestCheckpoint,
  latestFile,
  resultOf,
  runTraining,
  runUntilCall,
} from './testing/run-training.ts';

let folder = '';
let blobs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-resume-'));
  blobs = await writePreparedData(join(folder, 'blobs'), BLOBS);
});
afterEach(() => rm(folder, { recursive: true }));

/** 30 MB of weights and moments. */
const LARGE_MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('first', 'Dense', { units: 1600, activation: 'relu' }),
    aLayer('second', 'Dense', { units: 1600, activation: 'relu' }),
    aLayer('output', 'Dense', { units: 3, activation: 'softmax' }),
  ],
});

const EVERY_CHANGE: Augmentation = [
  ...AUGMENTATION_PRESETS.standard,
  { type: 'ZeroPadding2D', config: { padding: 2 } },
  { type: 'RandomCrop', config: { height: 6, width: 6 } },
  { type: 'RandomErasing', config: {} },
  { type: 'MixUp', config: {} },
];

const CLASS_METRICS = ['accuracy', 'auc', 'auc/pr', 'f1/macro', 'recall'] as const;

const WORDS = 40_000;
const TOKENS: DataOptions = {
  task: 'text-classification',
  rows: { train: 105, val: 22, test: 23 },
  input: { kind: 'tokens', length: 4, vocabulary: WORDS },
  classes: ['left', 'right'],
};

/** So many that another thread draws their orders. */
const MANY: DataOptions = { ...BLOBS, rows: { train: 4200, val: 22, test: 23 } };

/** A table of 10 MB, of which calls take a few rows. */
const TABLE_MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('table', 'Embedding', { input_dim: WORDS, output_dim: 64 }),
    aLayer('flat', 'Flatten'),
    aLayer('output', 'Dense', { units: 2, activation: 'softmax' }),
  ],
});

/** The host's stop has come before anything else. */
function stopped(): RunControl {
  const control = new RunControl();
  control.receive('stop');
  return control;
}

describe('a run that was stopped and resumed', () => {
  it.each([
    ['with dropout and batch normalisation', BLOBS, STATEFUL_MODEL, aPlan({ batchSize: 16 })],
    ['on many rows', MANY, STATEFUL_MODEL, aPlan({ batchSize: 400 })],
    ['on images, to the last bit', IMAGES, IMAGE_MODEL, aPlan({ batchSize: 7 })],
    [
      'on images that are changed by chance, on the last batch of an epoch too',
      IMAGES,
      IMAGE_MODEL,
      aPlan({ batchSize: 7, augmentation: EVERY_CHANGE }),
    ],
    [
      'with metrics of every kind',
      IMAGES,
      IMAGE_MODEL,
      aPlan({ batchSize: 7, metrics: { ...aPlan().metrics, names: CLASS_METRICS } }),
    ],
    [
      'with momentum, on numbers',
      NUMBERS,
      NUMBER_MODEL,
      aPlan({ batchSize: 8, optimizer: 'sgd', momentum: 0.9, nesterov: true }),
    ],
    [
      'with a large state, which is handed over at each step',
      BLOBS,
      LARGE_MODEL,
      aPlan({ batchSize: 16 }),
    ],
    [
      'with a large table, whose rows are changed where they are',
      TOKENS,
      TABLE_MODEL,
      aPlan({ batchSize: 16, optimizer: 'sgd', learningRate: 0.5 }),
    ],
  ])('equals one that was not, %s', async (name, options, model, changes) => {
    const data = await writePreparedData(join(folder, 'data'), options);
    const plan = { ...changes, epochs: 3 };
    const whole = aTrainWork(join(folder, 'whole'), data, { model, plan });
    const expected = epochMetrics(await runTraining(whole));

    const cut = aTrainWork(join(folder, 'cut'), data, { model, plan });
    const reported: unknown[] = [];
    let resumeFrom: string | null = null;
    for (let session = 0; session < 100; session += 1) {
      // Each session makes one call more than the last, so that cuts fall on all kinds of places.
      const events = await runUntilCall({ ...cut, resumeFrom }, session);
      reported.push(...epochMetrics(events));
      resumeFrom = latestFile(cut);
      if (eventsOf(events, 'done')[0]?.outcome === 'completed') break;
    }
    expect(reported, name).toEqual(expected);
    expect(resultOf(await latestCheckpoint(cut))).toEqual(resultOf(await latestCheckpoint(whole)));
  });

  it.each(OPTIMIZERS.map((optimizer) => aPlan({ ...HYPERPARAMETERS[optimizer], optimizer })))(
    'equals one that was not, whatever the optimiser keeps: $optimizer',
    async (changes) => {
      // 105 rows in batches of 16 make 7 steps an epoch: sums over 3 of them cross epochs and calls.
      const plan = { ...changes, batchSize: 16, epochs: 2, useEma: true, accumulationSteps: 3 };
      const whole = aTrainWork(join(folder, 'whole'), blobs, { plan });
      const cut = aTrainWork(join(folder, 'cut'), blobs, { plan });
      const expected = epochMetrics(await runTraining(whole));
      const reported: unknown[] = [];
      const cuts: number[] = [];
      let resumeFrom: string | null = null;
      for (const call of [0, 0, 2, 1, 100]) {
        const events = await runUntilCall({ ...cut, resumeFrom }, call);
        reported.push(...epochMetrics(events));
        resumeFrom = latestFile(cut);
        cuts.push((await latestCheckpoint(cut)).progress.step);
      }
      // The first call of a session is one step long, so these cut an update's steps in two.
      expect(cuts.slice(0, 2)).toEqual([1, 2]);
      expect(reported).toEqual(expected);
      expect(resultOf(await latestCheckpoint(cut))).toEqual(
        resultOf(await latestCheckpoint(whole)),
      );
    },
  );

  it.each<Schedule>([
    { kind: 'one-cycle', totalSteps: null, pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4 },
    {
      kind: 'reduce-on-plateau',
      monitor: 'val/accuracy',
      factor: 0.3,
      patience: 1,
      minDelta: 0.5,
      cooldown: 0,
      minLearningRate: 0,
    },
  ])('equals one that was not, along its schedule: $kind', async (schedule) => {
    const plan = aPlan({ batchSize: 16, epochs: 5, learningRate: 0.05, schedule });
    const whole = aTrainWork(join(folder, 'whole'), blobs, { plan });
    const cut = aTrainWork(join(folder, 'cut'), blobs, { plan });
    const expected = epochMetrics(await runTraining(whole));
    const reported: unknown[] = [];
    let resumeFrom: string | null = null;
    for (const call of [0, 3, 5, 1, 4, 100]) {
      const events = await runUntilCall({ ...cut, resumeFrom }, call);
      reported.push(...epochMetrics(events));
      resumeFrom = latestFile(cut);
    }
    expect(reported).toEqual(expected);
    const end = await latestCheckpoint(whole);
    expect(resultOf(await latestCheckpoint(cut))).toEqual(resultOf(end));
    if (schedule.kind === 'reduce-on-plateau') {
      // Accuracy cannot gain a half twice, so the rate has fallen at least twice.
      expect(end.state['@learning_rate']?.data[0]).toBeLessThan(0.05 * 0.3 ** 1.9);
    }
  });

  it('goes on to more epochs as if it had been planned so', async () => {
    const plan = aPlan({ epochs: 4, batchSize: 16 });
    const whole = aTrainWork(join(folder, 'whole'), blobs, { model: STATEFUL_MODEL, plan });
    await runTraining(whole);
    const short = aTrainWork(join(folder, 'short'), blobs, {
      model: STATEFUL_MODEL,
      plan: { ...plan, epochs: 2 },
    });
    await runTraining(short);
    const events = await runTraining({ ...short, plan, resumeFrom: latestFile(short) });
    expect(events[0]).toMatchObject({ kind: 'ready', resumedEpoch: 2 });
    expect(resultOf(await latestCheckpoint(short))).toEqual(
      resultOf(await latestCheckpoint(whole)),
    );
  });

  it('adds its times and samples to those of its earlier sessions', async () => {
    const work = aTrainWork(folder, blobs);
    await runUntilCall(work, 2);
    const { timing: before } = await latestCheckpoint(work);
    const events = await runTraining({ ...work, resumeFrom: latestFile(work) });
    const [after] = eventsOf(events, 'done');
    expect(before.samples).toBeGreaterThan(0);
    expect(after?.samples).toBe(3 * 105);
    expect(after?.trainSeconds).toBeGreaterThan(before.trainSeconds);
    expect(after?.validationSeconds).toBeGreaterThanOrEqual(before.validationSeconds);
  });

  it('tells again of the epochs that its host has not stored', async () => {
    const work = aTrainWork(folder, blobs);
    const events = await runTraining(work);
    const [, second, third] = eventsOf(events, 'epoch');
    const resumed = await runTraining({ ...work, resumeFrom: latestFile(work), storedEpochs: 1 });
    const told = eventsOf(resumed, 'epoch');
    expect(told.map(({ report }) => report)).toEqual([second?.report, third?.report]);
    expect(told.map(({ points }) => points)).toEqual([second?.points, third?.points]);
    expect(told[1]?.checkpoints[0]).toMatchObject({ kind: 'latest', epoch: 2, step: 21 });
    expect(resumed.at(-1)).toMatchObject({ kind: 'done', outcome: 'completed' });
  });

  it('is refused where the data have changed', async () => {
    const work = aTrainWork(folder, blobs);
    await runTraining(work);
    const other = await writePreparedData(join(folder, 'other'), {
      ...BLOBS,
      rows: { train: 100, val: 22, test: 23 },
    });
    const events = await runTraining({
      ...work,
      datasetFolder: other,
      resumeFrom: latestFile(work),
    });
    expect(events).toEqual([
      {
        kind: 'failed',
        error: { code: 'run/not-resumable', run: 'run-1', reason: 'dataset-changed' },
      },
    ]);
  });
});

describe('a branch', () => {
  it("starts a new run with another's weights and a fresh optimiser", async () => {
    const first = aTrainWork(join(folder, 'first'), blobs, { model: STATEFUL_MODEL });
    await runTraining(first);
    const branch = aTrainWork(join(folder, 'branch'), blobs, {
      model: STATEFUL_MODEL,
      runId: 'run-2' as RunId,
      resumeFrom: latestFile(first),
    });
    const events = await runTraining(branch, { control: stopped() });
    expect(events[0]).toMatchObject({ kind: 'ready', resumedEpoch: null });
    const start = await latestCheckpoint(branch);
    const source = await latestCheckpoint(first);
    expect(start.state['dense/kernel']).toEqual(source.state['dense/kernel']);
    expect(start.state['norm/moving_mean']).toEqual(source.state['norm/moving_mean']);
    expect(start.state['@step']?.data).toEqual(BigInt64Array.of(0n));
    expect(start.state['dense/kernel@m']?.data.every((value) => value === 0)).toBe(true);
    expect(start.progress).toMatchObject({ epoch: 0, step: 0 });
  });
});

describe('data that does not fit in memory', () => {
  it.each([
    ['numbers', BLOBS, STATEFUL_MODEL],
    ['images', IMAGES, IMAGE_MODEL],
  ])('is streamed, and trains to the same bits: %s', async (_, options, model) => {
    const data = await writePreparedData(join(folder, 'data'), { ...options, shardBytes: 700 });
    const whole = aTrainWork(join(folder, 'whole'), data, { model });
    const streamed = aTrainWork(join(folder, 'streamed'), data, { model });
    let largest = 0;
    const expected = epochMetrics(await runTraining(whole));
    const events = await runTraining(streamed, {
      memoryBytes: 0,
      beforeCall: (__, { '@step': step, features, indices }) => {
        if (step === undefined) return;
        expect(features?.shape[0]).toBe(indices?.data.length);
        largest = Math.max(largest, indices?.data.length ?? 0);
      },
    });
    expect(epochMetrics(events)).toEqual(expected);
    expect(largest).toBeGreaterThan(0);
    expect(resultOf(await latestCheckpoint(streamed))).toEqual(
      resultOf(await latestCheckpoint(whole)),
    );
  });
});
