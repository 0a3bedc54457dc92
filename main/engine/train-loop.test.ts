import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aPlan } from '../../app/testing/builders.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { DEFAULT_SCHEDULES } from '../../app/training/schedule-fields.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { RunControl } from './run-control.ts';
import { IMAGE_MODEL, LARGE_MODEL, NUMBER_MODEL, STATEFUL_MODEL } from './testing/models.ts';
import { BLOBS, IMAGES, NUMBERS, writePreparedData } from './testing/prepared-data.ts';
import {
  aTrainWork,
  eventsOf,
  latestCheckpoint,
  latestFile,
  resultOf,
  runTraining,
} from './testing/run-training.ts';

let folder = '';
let blobs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-train-'));
  blobs = await writePreparedData(join(folder, 'blobs'), BLOBS);
});
afterEach(() => rm(folder, { recursive: true }));

describe('training', () => {
  it('learns to tell clouds of points apart', async () => {
    const plan = aPlan({ epochs: 30, batchSize: 16, learningRate: 0.01 });
    const events = await runTraining(aTrainWork(folder, blobs, { plan }));
    const reports = eventsOf(events, 'epoch').map(({ report }) => report);
    expect(reports).toHaveLength(30);
    expect(reports.at(-1)?.metrics['val/loss']).toBeLessThan(0.1);
    expect(reports.at(-1)?.metrics['val/accuracy']).toBe(1);
    expect(events.at(-1)).toMatchObject({ kind: 'done', outcome: 'completed', samples: 30 * 105 });
  });

  it('tells first what it runs on, and an epoch only once its checkpoint is on disk', async () => {
    const work = aTrainWork(folder, blobs);
    const known: number[] = [];
    const reading: Promise<void>[] = [];
    const events = await runTraining(work, {
      onEvent: (event) => {
        if (event.kind !== 'epoch') return;
        reading.push(
          latestCheckpoint(work).then(({ progress }) => void known.push(progress.epoch)),
        );
      },
    });
    await Promise.all(reading);
    expect(events[0]).toMatchObject({
      kind: 'ready',
      engine: 'onnx/cpu',
      parameters: 67,
      stepsPerEpoch: 7,
      resumedEpoch: null,
    });
    expect(eventsOf(events, 'epoch').map(({ report }) => report.step)).toEqual([7, 14, 21]);
    expect(known.every((epochs, index) => epochs >= index + 1)).toBe(true);
  });

  it('refuses what will not fit in memory, before it takes any', async () => {
    const work = aTrainWork(folder, blobs);
    const events = await runTraining(work, { availableBytes: 4000 });
    expect(events).toMatchObject([
      { kind: 'failed', error: { code: 'engine/memory-short', availableBytes: 4000 } },
    ]);
    expect(await readCheckpoint(latestFile(work))).toMatchObject({ ok: false });
  });

  it('tells the learning rate of the last step, where it changes', async () => {
    const schedule = { ...DEFAULT_SCHEDULES.exponential, decaySteps: 10, decayRate: 0.5 };
    const plan = aPlan({ epochs: 3, batchSize: 16, learningRate: 0.02, schedule });
    const ratesOf = async (name: string, changes: Partial<RunPlan>) => {
      const work = aTrainWork(join(folder, name), blobs, { plan: { ...plan, ...changes } });
      const told = eventsOf(await runTraining(work), 'metrics').flatMap(({ points }) => points);
      return told.filter(({ tag }) => tag === 'batch/learning-rate');
    };
    const falling = await ratesOf('falling', {});
    expect(falling.at(-1)?.step).toBe(21);
    for (const { step, value } of falling)
      expect(value).toBeCloseTo(0.02 * 0.5 ** ((step - 1) / 10), 9);
    expect(await ratesOf('constant', { schedule: null })).toEqual([]);
    const plateau = { ...DEFAULT_SCHEDULES['reduce-on-plateau'], patience: 0, minDelta: 100 };
    const reduced = await ratesOf('reduced', { schedule: plateau });
    // No epoch gains so much: the rate falls behind the second one, and behind the last for no one.
    expect(reduced.at(-1)?.value).toBeCloseTo(0.002, 6);
  });

  it('sees every row once an epoch, the last ones in a smaller batch', async () => {
    const seen: number[] = [];
    const plan = aPlan({ epochs: 1, batchSize: 16 });
    await runTraining(aTrainWork(folder, blobs, { plan }), {
      beforeCall: (_, { '@step': step, indices }) => {
        if (step !== undefined && indices !== undefined)
          seen.push(...Array.from(indices.data, Number));
      },
    });
    expect(seen.sort((left, right) => left - right)).toEqual(
      Array.from({ length: 105 }, (_, row) => row),
    );
  });

  it.each([
    ['whole and where they lie, from memory', 2 ** 30],
    ['those of a call, from disk', 0],
  ])('hands images over as the bytes that they are: %s', async (_, memoryBytes) => {
    const images = await writePreparedData(join(folder, 'images'), IMAGES);
    const given = new Set<unknown>();
    const plan = aPlan({ epochs: 2, batchSize: 8 });
    await runTraining(aTrainWork(folder, images, { plan, model: IMAGE_MODEL }), {
      memoryBytes,
      beforeCall: (__, { '@step': step, features, indices }) => {
        if (step === undefined || features === undefined) return;
        expect(features).toMatchObject({ dtype: 'uint8', data: expect.any(Uint8Array) });
        const rows = memoryBytes === 0 ? indices?.data.length : IMAGES.rows.train;
        expect(features.shape).toEqual([rows, 6, 6, 1]);
        if (memoryBytes > 0) given.add(features.data);
      },
    });
    // One array, which is not copied from call to call.
    expect(given.size).toBe(memoryBytes === 0 ? 0 : 1);
  });

  it('gives mean absolute errors in the unit of the target', async () => {
    const numbers = await writePreparedData(join(folder, 'numbers'), NUMBERS);
    const plain = await writePreparedData(join(folder, 'plain'), { ...NUMBERS, targetStddev: 1 });
    const plan = aPlan({ epochs: 1, batchSize: 8, optimizer: 'sgd', momentum: 0.9 });
    const [scaled, standard] = await Promise.all(
      [numbers, plain].map(async (data, index) => {
        const work = aTrainWork(join(folder, String(index)), data, { model: NUMBER_MODEL, plan });
        return eventsOf(await runTraining(work), 'epoch')[0]?.report.metrics ?? {};
      }),
    );
    expect(scaled?.mae).toBe((standard?.mae ?? 0) * 250);
    expect(scaled?.['val/mae']).toBe((standard?.['val/mae'] ?? 0) * 250);
    expect(scaled?.loss).toBe(standard?.loss);
  });

  it('ends early, with the best epoch named and kept', async () => {
    const plan = aPlan({
      epochs: 50,
      batchSize: 16,
      learningRate: 0.01,
      earlyStopping: { monitor: 'val/accuracy', patience: 2, minDelta: 0, restoreBest: true },
    });
    const work = aTrainWork(folder, blobs, { plan });
    const events = await runTraining(work);
    const reports = eventsOf(events, 'epoch').map(({ report }) => report);
    const [done] = eventsOf(events, 'done');
    expect(reports.length).toBeLessThan(50);
    expect(done?.bestEpoch).toBe(reports.length - 3);
    const best = await readCheckpoint(join(work.runFolder, 'checkpoints', 'best.checkpoint'));
    expect(best).toMatchObject({ ok: true, value: { progress: { epoch: reports.length - 2 } } });
  });

  it('stops where the loss is not a number, at that very step, and keeps the last good epoch', async () => {
    const numbers = await writePreparedData(join(folder, 'numbers'), NUMBERS);
    const plan = aPlan({ epochs: 500, batchSize: 10, optimizer: 'sgd', learningRate: 2 });
    const work = aTrainWork(folder, numbers, { model: NUMBER_MODEL, plan });
    const events = await runTraining(work);
    const last = events.at(-1);
    const finished = eventsOf(events, 'epoch').length;
    expect(finished).toBeGreaterThan(0);
    expect(last).toMatchObject({
      kind: 'failed',
      error: { code: 'engine/loss-not-finite', epoch: finished },
    });
    const kept = await latestCheckpoint(work);
    expect(kept.progress.epoch).toBe(finished);
    const step = last?.kind === 'failed' && 'step' in last.error ? last.error.step : Number.NaN;
    expect(Math.floor(step / 5)).toBe(finished);

    // One step at a time from the kept epoch on fails at the same step.
    const again = await runTraining({ ...work, resumeFrom: latestFile(work) });
    expect(again.at(-1)).toEqual(last);
  });
});

describe('commands', () => {
  it('pause between calls and go on, changing nothing but the time', async () => {
    const whole = aTrainWork(join(folder, 'whole'), blobs, { model: STATEFUL_MODEL });
    await runTraining(whole);

    const work = aTrainWork(join(folder, 'paused'), blobs, { model: STATEFUL_MODEL });
    const control = new RunControl();
    let callsAtPause = -1;
    let callsMade = 0;
    const events = await runTraining(work, {
      control,
      beforeCall: (calls) => {
        callsMade = calls;
        if (calls === 2) control.receive('pause');
      },
      onEvent: ({ kind }) => {
        if (kind !== 'paused') return;
        callsAtPause = callsMade;
        setImmediate(() => control.receive('continue'));
      },
    });
    const kinds = events.map(({ kind }) => kind).filter((kind) => /paused|continued/.test(kind));
    expect(kinds).toEqual(['paused', 'continued']);
    expect(callsAtPause).toBe(2);
    expect(resultOf(await latestCheckpoint(work))).toEqual(resultOf(await latestCheckpoint(whole)));
  });

  it('stop a paused run at a checkpoint', async () => {
    const control = new RunControl();
    const work = aTrainWork(folder, blobs);
    const events = await runTraining(work, {
      control,
      beforeCall: (calls) => {
        if (calls === 1) control.receive('pause');
      },
      onEvent: ({ kind }) => {
        if (kind === 'paused') control.receive('stop');
      },
    });
    expect(events.map(({ kind }) => kind).slice(-2)).toEqual(['checkpoint', 'done']);
    expect(events.at(-1)).toMatchObject({ kind: 'done', outcome: 'stopped' });
    const [checkpoint] = eventsOf(events, 'checkpoint');
    const { progress } = await latestCheckpoint(work);
    expect(checkpoint?.checkpoint).toMatchObject({ kind: 'latest', step: progress.step, epoch: 0 });
    expect(progress.stepInEpoch).toBeGreaterThan(0);
  });

  it('stop a run whose epochs wait for their save, and lose none', async () => {
    const control = new RunControl();
    const plan = aPlan({ epochs: 8, batchSize: 16 });
    const work = aTrainWork(folder, blobs, { model: LARGE_MODEL, plan });
    const stopped = await runTraining(work, {
      control,
      longestCall: 3,
      beforeCall: (calls) => {
        if (calls === 20) control.receive('stop');
      },
    });
    expect(stopped.at(-1)).toMatchObject({ kind: 'done', outcome: 'stopped' });
    const { progress } = await latestCheckpoint(work);
    expect(progress.epoch).toBeGreaterThan(2);
    const epochs = eventsOf(stopped, 'epoch').map(({ report }) => report.epoch);
    expect(epochs).toEqual(progress.recentEpochs.map(({ report }) => report.epoch));
    expect(epochs).toHaveLength(progress.epoch);

    await runTraining({ ...work, resumeFrom: latestFile(work) });
    const whole = aTrainWork(join(folder, 'whole'), blobs, { model: LARGE_MODEL, plan });
    await runTraining(whole);
    expect(resultOf(await latestCheckpoint(work))).toEqual(resultOf(await latestCheckpoint(whole)));
  });

  it('leave a checkpoint to start from when the stop comes before the first step', async () => {
    const work = aTrainWork(join(folder, 'early'), blobs);
    const control = new RunControl();
    control.receive('stop');
    await runTraining(work, { control });
    await runTraining({ ...work, resumeFrom: latestFile(work) });
    const whole = aTrainWork(join(folder, 'whole'), blobs);
    await runTraining(whole);
    expect(resultOf(await latestCheckpoint(work))).toEqual(resultOf(await latestCheckpoint(whole)));
  });
});

describe('what cannot be trained', () => {
  it.each([
    [
      'a batch larger than the split',
      { plan: aPlan({ batchSize: 106 }) },
      { code: 'plan/batch-larger-than-split', batchSize: 106, split: 'train', rows: 105 },
    ],
    [
      'a model that does not fit the data',
      { model: NUMBER_MODEL },
      { code: 'architecture/shape-mismatch', layerId: 'input', expected: [4], actual: [3] },
    ],
    [
      'a dataset that is not there',
      { datasetFolder: '/nowhere' },
      { code: 'dataset/damaged', name: 'nowhere' },
    ],
    [
      'a checkpoint that is not there',
      { resumeFrom: '/nowhere/latest.checkpoint' },
      { code: 'file/not-found', path: '/nowhere/latest.checkpoint' },
    ],
  ])('%s', async (_, overrides, error) => {
    const events = await runTraining(aTrainWork(folder, blobs, overrides));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: 'failed', error });
  });
});
