import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { costOf, trainingBytes } from '../../app/compiler/cost.ts';
import { aLayer, aModel, aPlan } from '../../app/testing/builders.ts';
import { BLOBS, writePreparedData } from './testing/prepared-data.ts';
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

/** Much of what its steps keep is cheap to compute again. */
const MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('first', 'Dense', { units: 48, activation: 'gelu' }),
    aLayer('norm', 'BatchNormalization'),
    aLayer('drop', 'Dropout', { rate: 0.4 }),
    aLayer('second', 'Dense', { units: 48, activation: 'gelu' }),
    aLayer('output', 'Dense', { units: 3, activation: 'softmax' }),
  ],
});
const PLAN = aPlan({ epochs: 3, batchSize: 40 });

let folder = '';
let data = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-short-memory-'));
  data = await writePreparedData(join(folder, 'data'), BLOBS);
});
afterEach(() => rm(folder, { recursive: true }));

/** All that training takes, less a share of what a step keeps. */
function availableBytes(shareOfStep: number): number {
  const cost = costOf(MODEL, BLOBS, PLAN, PLAN.batchSize);
  if (!cost.ok) throw new Error(cost.error.code);
  const dataBytes = (BLOBS.rows.train + BLOBS.rows.val) * 5 * 4;
  return trainingBytes(cost.value) + dataBytes - (1 - shareOfStep) * cost.value.activationBytes;
}

it('computes cheap values again where not all can be kept, to the same bits, also when resumed', async () => {
  const roomy = aTrainWork(join(folder, 'roomy'), data, { model: MODEL, plan: PLAN });
  const expected = epochMetrics(await runTraining(roomy));
  expect((await latestCheckpoint(roomy)).execution.recomputeAbove).toBeUndefined();

  const short = aTrainWork(join(folder, 'short'), data, { model: MODEL, plan: PLAN });
  const reported: unknown[] = [];
  let resumeFrom: string | null = null;
  // The last session has room, and keeps to the plan that the run began with.
  for (const [call, bytes] of [
    [1, availableBytes(0.8)],
    [100, 2 ** 33],
  ] as const) {
    const options = { availableBytes: bytes };
    const events =
      call === 100
        ? await runTraining({ ...short, resumeFrom }, options)
        : await runUntilCall({ ...short, resumeFrom }, call, options);
    reported.push(...epochMetrics(events));
    resumeFrom = latestFile(short);
    expect((await latestCheckpoint(short)).execution.recomputeAbove).toBeGreaterThan(0);
  }
  expect(reported).toEqual(expected);
  expect(resultOf(await latestCheckpoint(short))).toEqual(resultOf(await latestCheckpoint(roomy)));
});

it('refuses what does not fit even so', async () => {
  const work = aTrainWork(folder, data, { model: MODEL, plan: PLAN });
  const events = await runTraining(work, { availableBytes: availableBytes(0.1) });
  expect(events).toMatchObject([{ kind: 'failed', error: { code: 'engine/memory-short' } }]);
});

it('is known before a run', async () => {
  const tuningFolder = join(folder, 'tuning');
  const given = { datasetFolder: data, model: MODEL, plan: PLAN, threads: 1, tuningFolder };
  const planned = (bytes: number) =>
    runTraining({ kind: 'plan', ...given }, { availableBytes: bytes });
  const [roomy, short, refused] = [
    await planned(2 ** 33),
    await planned(availableBytes(0.8)),
    await planned(availableBytes(0.1)),
  ];
  expect(eventsOf(roomy, 'planned')[0]).toMatchObject({ tuned: false });
  expect(eventsOf(roomy, 'planned')[0]?.execution.recomputeAbove).toBeUndefined();
  expect(eventsOf(short, 'planned')[0]?.execution.recomputeAbove).toBeGreaterThan(0);
  expect(refused).toMatchObject([{ kind: 'failed', error: { code: 'engine/memory-short' } }]);
});
