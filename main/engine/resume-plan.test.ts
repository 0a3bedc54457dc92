import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunId } from '../../app/ids.ts';
import { aLayer, aModel, anEnvironment, aPlan } from '../../app/testing/builders.ts';
import { MANIFEST_FILE } from '../shards/manifest.ts';
import { writeCheckpoint } from './checkpoint-file.ts';
import { RunControl } from './run-control.ts';
import { BLOBS, writePreparedData } from './testing/prepared-data.ts';
import {
  aTrainWork,
  latestCheckpoint,
  latestFile,
  resultOf,
  runTraining,
  runUntilCall,
} from './testing/run-training.ts';

let folder = '';
let blobs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-resume-plan-'));
  blobs = await writePreparedData(join(folder, 'blobs'), BLOBS);
});
afterEach(() => rm(folder, { recursive: true }));

/** Takes the same samples as the usual model, by other weights. */
const OTHER_MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('other', 'Dense', { units: 3, activation: 'softmax' }),
  ],
});

/** The host's stop has come before anything else. */
function stopped(): RunControl {
  const control = new RunControl();
  control.receive('stop');
  return control;
}

describe('a resumed run', () => {
  it('keeps to the plan it started with, and gets a new one where that cannot be followed', async () => {
    const work = aTrainWork(folder, blobs);
    await runTraining(work, { control: stopped(), execution: { blockSize: 0, threads: 1 } });
    const resumed = { ...work, resumeFrom: latestFile(work) };
    const [followed] = await runTraining(resumed);
    expect(followed).toMatchObject({ kind: 'ready', environment: { replanned: false } });
    expect((await latestCheckpoint(work)).execution).toMatchObject({ blockSize: 0, threads: 1 });

    const elsewhere = aTrainWork(join(folder, 'elsewhere'), blobs, { runId: 'run-2' as RunId });
    await runTraining(elsewhere, { control: stopped(), execution: { blockSize: 8, threads: 1 } });
    const here = { ...elsewhere, resumeFrom: latestFile(elsewhere) };
    const [told] = await runTraining(here, { execution: { blockSize: 0, threads: 1 } });
    expect(told).toMatchObject({ kind: 'ready', environment: { replanned: true } });
    expect((await latestCheckpoint(here)).execution).toMatchObject({ blockSize: 0, threads: 1 });
  });

  it('takes calls of the length it settled on, and waits as it did, from its first call on', async () => {
    const plan = aPlan({ epochs: 6, batchSize: 4 });
    const work = aTrainWork(folder, blobs, { plan });
    await runUntilCall(work, 40, { longestCall: 5, spinning: { spins: () => true } });
    const { execution } = await latestCheckpoint(work);
    expect(execution).toMatchObject({ call: { steps: 5 }, spins: true });

    const lengths: number[] = [];
    const began: boolean[] = [];
    const spinning = { spins: () => false, beginWith: (spins: boolean) => began.push(spins) };
    const resumed = { ...work, resumeFrom: latestFile(work) };
    await runTraining(resumed, {
      spinning,
      beforeCall: (_, { '@step': step, indices }) => {
        if (step !== undefined) lengths.push(indices?.shape[0] ?? 0);
      },
    });
    expect(began).toEqual([true]);
    // Of an epoch's 26 full batches some are left, and then those of whole epochs in fives.
    expect(lengths[0]).toBe(5);
    expect(Math.max(...lengths)).toBe(5);
    expect((await latestCheckpoint(work)).execution).toEqual({ ...execution, spins: false });
  });

  it('has in its checkpoints how its data were asked to be prepared', async () => {
    const path = join(blobs, MANIFEST_FILE);
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    const recipe = { version: 1, seed: 3, target: 'target' };
    await writeFile(path, JSON.stringify({ ...manifest, recipe: { ...manifest.recipe, recipe } }));
    const work = aTrainWork(folder, blobs);
    await runTraining(work, { control: stopped() });
    expect((await latestCheckpoint(work)).dataset).toMatchObject({
      recipe,
      fingerprint: manifest.fingerprint,
    });
  });

  it.each([
    ['another version', { hearthVersion: '0.2.0' }],
    ['another runtime', { runtime: 'onnxruntime-node 9.9.9' }],
    ['another processor', { cpuModel: 'Another CPU' }],
    ['another card', { gpu: 'A card' }],
  ])('says that its last bits may differ, on %s', async (_, environment) => {
    const work = aTrainWork(folder, blobs);
    const [begun] = await runTraining(work, { control: stopped() });
    expect(begun).not.toHaveProperty('environment.movedFrom');
    const { hearthVersion, runtime, cpuModel, gpu } = anEnvironment();
    const before = { hearthVersion, runtime, cpuModel, gpu };
    expect((await latestCheckpoint(work)).madeOn).toEqual(before);

    const resumed = { ...work, resumeFrom: latestFile(work) };
    const [here] = await runTraining(resumed, { control: stopped() });
    expect(here).not.toHaveProperty('environment.movedFrom');
    const [moved] = await runTraining(resumed, { control: stopped(), environment });
    expect(moved).toMatchObject({ environment: { movedFrom: before, replanned: false } });
    // A branch begins anew, wherever it is.
    const branch = { ...resumed, runId: 'run-2' as RunId, runFolder: join(folder, 'branch') };
    const [branched] = await runTraining(branch, { control: stopped(), environment });
    expect(branched).not.toHaveProperty('environment.movedFrom');
  });

  it('goes on from a checkpoint of a version that kept less', async () => {
    const plan = aPlan({ epochs: 2, batchSize: 16 });
    const whole = aTrainWork(join(folder, 'whole'), blobs, { plan });
    await runTraining(whole);
    const work = aTrainWork(folder, blobs, { plan });
    await runUntilCall(work, 2);
    const { madeOn: _, execution, dataset, ...kept } = await latestCheckpoint(work);
    const { call: __, spins: ___, ...lowerings } = execution;
    const { recipe: ____, ...facts } = dataset;
    await writeCheckpoint(latestFile(work), { ...kept, execution: lowerings, dataset: facts });
    const [ready] = await runTraining({ ...work, resumeFrom: latestFile(work) });
    expect(ready).toMatchObject({ kind: 'ready', environment: { replanned: false } });
    expect(ready).not.toHaveProperty('environment.movedFrom');
    expect(resultOf(await latestCheckpoint(work))).toEqual(resultOf(await latestCheckpoint(whole)));
  });

  it.each([
    ['model', { model: OTHER_MODEL }],
    ['optimiser', { plan: aPlan({ optimizer: 'adam', epochs: 3, batchSize: 16 }) }],
  ])('is refused where its checkpoint is of another %s', async (_, other) => {
    const plan = aPlan({ optimizer: 'sgd', epochs: 3, batchSize: 16 });
    const work = aTrainWork(folder, blobs, { plan });
    await runTraining(work, { control: stopped() });
    const events = await runTraining({ ...work, ...other, resumeFrom: latestFile(work) });
    expect(events).toEqual([
      {
        kind: 'failed',
        error: { code: 'run/not-resumable', run: 'run-1', reason: 'model-changed' },
      },
    ]);
  });
});
