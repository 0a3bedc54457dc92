import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from './checkpoint.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import { EpochSaves } from './epoch-saves.ts';
import { aCheckpoint } from './testing/a-checkpoint.ts';

let runFolder = '';
beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'hearth-saves-'));
});
afterEach(() => rm(runFolder, { recursive: true, force: true }));

async function openSaves(): Promise<EpochSaves> {
  const folder = await CheckpointFolder.open(runFolder, 0);
  if (!folder.ok) throw new Error(folder.error.code);
  return new EpochSaves(folder.value, { runFolder, keep: 0 });
}

/** 2 MB of weights: enough for a thread of its own. */
function largeState(): Checkpoint['state'] {
  const data = Float32Array.from({ length: 2 ** 19 }, (_, at) => Math.sin(at));
  return {
    'dense/kernel': { dtype: 'float32', shape: [2 ** 19], data },
    '@step': { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) },
  };
}

function finishedEpoch(epoch: number) {
  const times = { trainSeconds: 1, validationSeconds: 0, samples: 105 };
  const metrics = { loss: 0.5, 'val/loss': 0.6 };
  return {
    report: { epoch, step: 7 * (epoch + 1), metrics, ...times, best: true },
    wallTimeMs: 1_700_000_000_000,
  };
}

describe('an epoch saved while training goes on', () => {
  it.each([
    ['small', aCheckpoint(1)],
    ['large', aCheckpoint(1, largeState())],
  ])('is told of once it is on the disk, to the last bit: %s', async (_, checkpoint) => {
    const kept = structuredClone(checkpoint.state);
    const saves = await openSaves();
    expect(await saves.take()).toEqual({ ok: true, value: null });
    saves.begin(finishedEpoch(0), checkpoint, true);
    const told = await saves.take();
    expect(saves.settled).toBe(false);
    await saves.close();

    const files = ['latest', 'best'].map((name) => ({
      kind: name,
      file: join(runFolder, 'checkpoints', `${name}.checkpoint`),
      epoch: 0,
      step: 7,
    }));
    expect(told).toMatchObject({
      ok: true,
      value: { kind: 'epoch', report: { epoch: 0, step: 7 }, checkpoints: files },
    });
    expect(await readCheckpoint(files[0]?.file ?? '')).toEqual({ ok: true, value: checkpoint });
    expect(checkpoint.state).toEqual(kept);
  });

  it('leaves the caller its state, to train on with meanwhile', async () => {
    const state = largeState();
    const saves = await openSaves();
    saves.begin(finishedEpoch(0), aCheckpoint(1, state), false);
    const { data } = state['dense/kernel'] ?? {};
    if (data instanceof Float32Array) data.fill(0);
    await saves.take();
    await saves.close();
    const read = await readCheckpoint(join(runFolder, 'checkpoints', 'latest.checkpoint'));
    expect(read.ok && read.value.state).toEqual(largeState());
  });

  it.each([
    ['small', aCheckpoint(1)],
    ['large', aCheckpoint(1, largeState())],
  ])('says why it could not be saved: %s', async (_, checkpoint) => {
    const saves = await openSaves();
    saves.begin(finishedEpoch(0), checkpoint, false);
    await saves.take();
    await rm(join(runFolder, 'checkpoints'), { recursive: true });
    saves.begin(finishedEpoch(1), checkpoint, false);
    expect(await saves.take()).toMatchObject({ ok: false, error: { code: 'file/not-writable' } });
    await saves.close();
    expect(await readdir(runFolder)).toEqual([]);
  });
});
