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

async function openSaves(now?: () => number): Promise<EpochSaves> {
  const folder = await CheckpointFolder.open(runFolder, 0);
  if (!folder.ok) throw new Error(folder.error.code);
  return new EpochSaves(folder.value, now);
}

/** 2 MB of weights. */
function largeState(length = 2 ** 19): Checkpoint['state'] {
  const data = new Float32Array(length).map((_, at) => at % 1000);
  return {
    'dense/kernel': { dtype: 'float32', shape: [length], data },
    '@step': { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) },
  };
}

/** Compared as bytes: looking at millions of numbers one by one takes seconds. */
const sameBytes = (left: Checkpoint['state'], right: Checkpoint['state']): boolean =>
  Object.entries(left).every(([name, { data }]) => {
    const other = right[name]?.data;
    return other !== undefined && Buffer.from(data.buffer).equals(Buffer.from(other.buffer));
  });

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
    expect(await saves.flush()).toEqual({ ok: true, value: [] });
    expect(await saves.add(finishedEpoch(0), checkpoint, true)).toEqual({ ok: true, value: [] });
    const told = await saves.flush();
    expect(await saves.advance()).toEqual({ ok: true, value: [] });

    const files = ['latest', 'best'].map((name) => ({
      kind: name,
      file: join(runFolder, 'checkpoints', `${name}.checkpoint`),
      epoch: 0,
      step: 7,
    }));
    expect(told).toMatchObject({
      ok: true,
      value: [{ kind: 'epoch', report: { epoch: 0, step: 7 }, checkpoints: files }],
    });
    expect(await readCheckpoint(files[0]?.file ?? '')).toEqual({ ok: true, value: checkpoint });
    expect(checkpoint.state).toEqual(kept);
  });

  it.each([
    ['small', aCheckpoint(1)],
    ['large', aCheckpoint(1, largeState())],
    ['huge', aCheckpoint(1, largeState(2 ** 24 + 1))],
  ])('gives the memory of its state back, but not before: %s', async (_, checkpoint) => {
    const kept = structuredClone(checkpoint);
    const saves = await openSaves();
    await saves.add(finishedEpoch(0), checkpoint, false);
    await saves.free(checkpoint.state);
    await saves.flush();
    expect(checkpoint.state['@step']?.data.length).toBe(0);
    const read = await readCheckpoint(join(runFolder, 'checkpoints', 'latest.checkpoint'));
    expect(read.ok && sameBytes(read.value.state, kept.state)).toBe(true);
  });

  it.each([
    ['small', aCheckpoint(1)],
    ['large', aCheckpoint(1, largeState())],
  ])('says why it could not be saved: %s', async (_, checkpoint) => {
    const saves = await openSaves();
    await saves.add(finishedEpoch(0), checkpoint, false);
    await saves.flush();
    await rm(join(runFolder, 'checkpoints'), { recursive: true });
    await saves.add(finishedEpoch(1), checkpoint, false);
    expect(await saves.flush()).toMatchObject({ ok: false, error: { code: 'file/not-writable' } });
    expect(await readdir(runFolder)).toEqual([]);
  });

  it('waits for others that follow at once, and is told of with them, the best kept apart', async () => {
    let nowMs = 0;
    const saves = await openSaves(() => nowMs);
    const checkpoints = [0, 1, 2, 3].map((epoch) => {
      const checkpoint = aCheckpoint(epoch + 1);
      const step = 7 * (epoch + 1);
      return {
        ...checkpoint,
        progress: { ...checkpoint.progress, epoch: epoch + 1, step, stepInEpoch: 0 },
      };
    });
    const told: unknown[] = [];
    for (const [epoch, checkpoint] of checkpoints.entries()) {
      const added = await saves.add(finishedEpoch(epoch), checkpoint, epoch < 2);
      if (!added.ok) throw new Error(added.error.code);
      told.push(...added.value);
      await saves.free(checkpoint.state);
      // The first save takes a tenth of a second: others wait for the longest time.
      nowMs += epoch === 0 ? 100 : 1;
      const next = await (epoch === 0 ? saves.flush() : saves.advance());
      if (next.ok) told.push(...next.value);
    }
    expect(told).toMatchObject([{ report: { epoch: 0 } }]);
    const rest = await saves.flush();
    expect(rest).toMatchObject({
      value: [
        {
          report: { epoch: 1 },
          checkpoints: [
            { kind: 'latest', epoch: 3 },
            { kind: 'best', epoch: 1 },
          ],
        },
        { report: { epoch: 2 }, checkpoints: [] },
        { report: { epoch: 3 }, checkpoints: [] },
      ],
    });
    const stored = ['latest', 'best'].map(async (name) => {
      const read = await readCheckpoint(join(runFolder, 'checkpoints', `${name}.checkpoint`));
      return read.ok ? read.value.progress.epoch : null;
    });
    expect(await Promise.all(stored)).toEqual([4, 2]);
    expect(checkpoints.map(({ state }) => state['@step']?.data.length)).toEqual([0, 0, 0, 0]);
  });
});
