import { copyFileSync, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { anEnvironment, aPlan } from '../../app/testing/builders.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { EpochSaves } from './epoch-saves.ts';
import { executionPlan } from './execution-plan.ts';
import { openTraining } from './open-training.ts';
import { RunControl } from './run-control.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import { LARGE_MODEL, STATEFUL_MODEL } from './testing/models.ts';
import { BLOBS, writePreparedData } from './testing/prepared-data.ts';
import {
  aTrainWork,
  latestCheckpoint,
  latestFile,
  resultOf,
  runTraining,
} from './testing/run-training.ts';
import { train } from './train-loop.ts';
import type { WorkOf } from './work.ts';

let folder = '';
let blobs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-within-'));
  blobs = await writePreparedData(join(folder, 'blobs'), BLOBS);
});
afterEach(() => rm(folder, { recursive: true }));

/**
 * Trains step by step, by a clock by which all is long ago and saving takes no time.
 * @returns a copy of the first checkpoint in the midst of an epoch: what a kill at that moment leaves
 */
async function savedInMidst(work: WorkOf<'train'>): Promise<string> {
  const runtime = onnxCpuRuntime(1, { spins: () => false });
  const opened = await openTraining(work, {
    runtime,
    execution: await executionPlan(runtime),
    environment: anEnvironment(),
    memoryBytes: 2 ** 30,
    availableBytes: () => 2 ** 33,
    longestCall: 1,
  });
  if (!opened.ok) throw new Error(opened.error.code);
  const copy = join(folder, 'killed.checkpoint');
  const { folder: checkpoints } = opened.value;
  const saveEpoch = checkpoints.saveEpoch.bind(checkpoints);
  checkpoints.saveEpoch = async (checkpoint, ...rest) => {
    const saved = await saveEpoch(checkpoint, ...rest);
    const isFirst = checkpoint.progress.stepInEpoch > 0 && !existsSync(copy);
    if (isFirst) copyFileSync(latestFile(work), copy);
    return saved;
  };
  let nowMs = 30_000;
  const epochSaves = new EpochSaves(checkpoints, () => (nowMs *= 100));
  for await (const event of train({ ...opened.value, epochSaves }, new RunControl())) {
    if (event.kind === 'failed') throw new Error(event.error.code);
  }
  await opened.value.close();
  return copy;
}

it.each([
  ['small', STATEFUL_MODEL],
  ['large', LARGE_MODEL],
])('a run that is killed in the midst of a long epoch goes on from there: %s', async (_, model) => {
  const plan = aPlan({ epochs: 3, batchSize: 16 });
  const whole = aTrainWork(join(folder, 'whole'), blobs, { model, plan });
  await runTraining(whole);
  const cut = aTrainWork(join(folder, 'cut'), blobs, { model, plan });
  const resumeFrom = await savedInMidst(cut);
  const saved = await readCheckpoint(resumeFrom);
  expect(saved.ok && saved.value.progress.stepInEpoch).toBeGreaterThan(0);
  await runTraining({ ...cut, resumeFrom });
  expect(resultOf(await latestCheckpoint(cut))).toEqual(resultOf(await latestCheckpoint(whole)));
});
