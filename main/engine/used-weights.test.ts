import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import type { RunId } from '../../app/ids.ts';
import { anEnvironment, aPlan } from '../../app/testing/builders.ts';
import { RunControl } from './run-control.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import { score } from './score.ts';
import { BLOBS, writePreparedData } from './testing/prepared-data.ts';
import {
  aTrainWork,
  eventsOf,
  latestCheckpoint,
  latestFile,
  runTraining,
} from './testing/run-training.ts';
import { usedWeights } from './used-weights.ts';

let folder = '';
let blobs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-used-'));
  blobs = await writePreparedData(join(folder, 'blobs'), BLOBS);
});
afterEach(() => rm(folder, { recursive: true }));

const PLAN = aPlan({ epochs: 3, batchSize: 16, learningRate: 0.01 });

async function metricsOf(name: string, plan: typeof PLAN) {
  const work = aTrainWork(join(folder, name), blobs, { plan });
  const events = await runTraining(work);
  return { work, metrics: eventsOf(events, 'epoch').map(({ report }) => report.metrics) };
}

describe('averages of weights', () => {
  it('that forget at once are the weights, and change nothing', async () => {
    const plain = await metricsOf('plain', PLAN);
    const averaged = await metricsOf('ema', { ...PLAN, useEma: true, emaMomentum: 0 });
    expect(averaged.metrics).toEqual(plain.metrics);
  });

  it('are what validation sees, while training goes on with the weights', async () => {
    const plain = await metricsOf('plain', PLAN);
    const averaged = await metricsOf('ema', { ...PLAN, useEma: true, emaMomentum: 1 });
    // An average that never forgets stays at the weights after the first step.
    expect(new Set(averaged.metrics.map((each) => each['val/loss'])).size).toBe(1);
    expect(averaged.metrics.map(({ loss }) => loss)).toEqual(plain.metrics.map(({ loss }) => loss));
  });

  it('are what a checkpoint is evaluated with', async () => {
    const { work, metrics } = await metricsOf('ema', { ...PLAN, useEma: true });
    const scored = await score(
      {
        kind: 'score',
        checkpoint: latestFile(work),
        datasetFolder: blobs,
        split: 'val',
        threads: 1,
      },
      {
        runtime: onnxCpuRuntime(1, { spins: () => false }),
        environment: anEnvironment(),
        memoryBytes: 2 ** 30,
        availableBytes: () => 2 ** 33,
        execution: STANDARD_PLAN,
      },
    );
    if (!scored.ok) throw new Error(scored.error.code);
    const { losses } = scored.value;
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(mean).toBeCloseTo(metrics.at(-1)?.['val/loss'] ?? Number.NaN, 6);
  });

  it('are what a branch starts from', async () => {
    const { work } = await metricsOf('ema', { ...PLAN, useEma: true });
    const branch = aTrainWork(join(folder, 'branch'), blobs, {
      runId: 'run-2' as RunId,
      resumeFrom: latestFile(work),
    });
    const control = new RunControl();
    control.receive('stop');
    await runTraining(branch, { control });
    const start = (await latestCheckpoint(branch)).state['dense/kernel'];
    const source = (await latestCheckpoint(work)).state;
    expect(start).toEqual(source['dense/kernel@average']);
    expect(start).not.toEqual(source['dense/kernel']);
  });

  it('are none before the first step', async () => {
    const work = aTrainWork(folder, blobs, { plan: { ...PLAN, useEma: true } });
    const control = new RunControl();
    control.receive('stop');
    await runTraining(work, { control });
    const { state } = await latestCheckpoint(work);
    expect(usedWeights(state)['dense/kernel']).toBe(state['dense/kernel']);
  });
});
