import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from './checkpoint.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import { EpochSaves } from './epoch-saves.ts';
import { DeviceTensor } from './runtimes/runtime.ts';
import { aCheckpoint } from './testing/a-checkpoint.ts';

let runFolder = '';
beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'hearth-saves-'));
});
afterEach(() => rm(runFolder, { recursive: true, force: true }));

/** A clock by which everything was long ago, so that also a large state is saved at once. */
function hurriedClock(): () => number {
  let nowMs = 0;
  return () => (nowMs += 60_000);
}

async function openSaves(now = hurriedClock()): Promise<EpochSaves> {
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

  it('gives a huge state’s memory back once it is written, before it is safe', async () => {
    const saves = await openSaves();
    const checkpoint = aCheckpoint(1, largeState(2 ** 24 + 1));
    await saves.add(finishedEpoch(0), checkpoint, false);
    await saves.free(checkpoint.state);
    expect(checkpoint.state['@step']?.data.length).toBe(0);
    expect(await saves.flush()).toMatchObject({ value: [{ report: { epoch: 0 } }] });
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

  it('is saved as it was, also where training changes its tables in their place', async () => {
    const saves = await openSaves();
    const checkpoint = aCheckpoint(1, largeState(2 ** 22));
    const { state } = checkpoint;
    const kept = structuredClone(state);
    const tables = ['dense/kernel'];
    expect(saves.unshared(state, tables)).toBe(state);
    await saves.add(finishedEpoch(0), checkpoint, true);
    expect(saves.unshared(state, [])).toBe(state);
    const given = saves.unshared(state, tables);
    expect(given['@step']).toBe(state['@step']);
    const { 'dense/kernel': kernel } = given;
    if (kernel?.dtype === 'float32') kernel.data.fill(0);
    await saves.free(state, given);
    expect(given['dense/kernel']?.data.length).toBe(2 ** 22);
    await saves.flush();
    const read = await readCheckpoint(join(runFolder, 'checkpoints', 'latest.checkpoint'));
    expect(read.ok && sameBytes(read.value.state, kept)).toBe(true);
    // Nobody waits for it any more.
    expect(saves.unshared(given, tables)).toBe(given);
    expect(state['dense/kernel']?.data.length).toBe(0);
  });

  it('leaves its tables to the next copy, once a better one takes its place', async () => {
    let nowMs = 0;
    const saves = await openSaves(() => nowMs);
    const tables = ['dense/kernel'];
    const memories: unknown[] = [];
    let checkpoint = aCheckpoint(1, largeState(2 ** 22));
    for (let epoch = 0; epoch < 3; epoch += 1) {
      const { state } = checkpoint;
      nowMs += 1;
      await saves.add(finishedEpoch(epoch), checkpoint, true);
      const given = saves.unshared(state, tables);
      memories.push(given['dense/kernel']?.data.buffer);
      await saves.free(state, given);
      checkpoint = aCheckpoint(epoch + 2, given);
    }
    expect(memories[1]).not.toBe(memories[0]);
    expect(memories[2]).toBe(memories[0]);
    expect(sameBytes(checkpoint.state, largeState(2 ** 22))).toBe(true);
    await saves.flush(checkpoint);
    const read = await readCheckpoint(join(runFolder, 'checkpoints', 'best.checkpoint'));
    expect(read.ok && sameBytes(read.value.state, largeState(2 ** 22))).toBe(true);
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

  it('knows of a state on a device whether it is overdue, without looking at its numbers', async () => {
    let nowMs = 0;
    const saves = await openSaves(() => nowMs);
    const state = { 'dense/kernel': new DeviceTensor([2 ** 21, 8], { dispose: () => {} }) };
    // 64 MiB are likely to take some 170 ms.
    nowMs = 29_999;
    expect(saves.isOverdue(state)).toBe(false);
    nowMs = 30_000;
    expect(saves.isOverdue(state)).toBe(true);
  });

  it('makes way for the midst of a long epoch, which knows of it', async () => {
    let nowMs = 0;
    const saves = await openSaves(() => nowMs);
    const first = aCheckpoint(1);
    const midst = (step: number): Checkpoint => {
      const plain = aCheckpoint(1);
      return { ...plain, progress: { ...plain.progress, step, stepInEpoch: step - 7 } };
    };
    nowMs = 29_999;
    expect(saves.isOverdue(first.state)).toBe(false);
    nowMs = 30_000;
    expect(saves.isOverdue(first.state)).toBe(true);
    expect(await saves.addWithin(midst(9))).toEqual({ ok: true, value: [] });
    expect(saves.isOverdue(first.state)).toBe(false);
    const file = join(runFolder, 'checkpoints', 'latest.checkpoint');
    expect(await saves.flush()).toMatchObject({
      value: [{ kind: 'checkpoint', checkpoint: { kind: 'latest', file, epoch: 1, step: 9 } }],
    });
    expect(await readdir(join(runFolder, 'checkpoints'))).toEqual(['latest.checkpoint']);

    // The save takes a second: the next one comes fifty seconds after it began.
    await saves.addWithin(midst(10));
    nowMs += 1000;
    await saves.flush();
    nowMs += 48_999;
    expect(saves.isOverdue(first.state)).toBe(false);
    nowMs += 1;
    expect(saves.isOverdue(first.state)).toBe(true);
  });

  describe('whose state is large', () => {
    /** Just too much to wait. */
    const LENGTH = 2 ** 21;

    const afterEpoch = (epoch: number) => aCheckpoint(epoch + 1, largeState(LENGTH));

    /**
     * Ends epochs at given times and begins the next one after each; the first save takes a second.
     * @param best numbers of the epochs that are the best so far
     */
    async function trained(endsMs: readonly number[], best: readonly number[], tookMs = 1000) {
      let nowMs = -60_000;
      const saves = await openSaves(() => nowMs);
      const checkpoints = endsMs.map((_, epoch) => afterEpoch(epoch));
      const told: number[] = [];
      for (const [epoch, checkpoint] of checkpoints.entries()) {
        nowMs = endsMs[epoch] ?? 0;
        told.push(
          ...epochsOf(await saves.add(finishedEpoch(epoch), checkpoint, best.includes(epoch))),
        );
        await saves.free(checkpoint.state);
        if (epoch > 0) continue;
        nowMs = tookMs;
        told.push(...epochsOf(await saves.flush()));
      }
      return { saves, checkpoints, told };
    }

    const epochsOf = (heard: Awaited<ReturnType<EpochSaves['advance']>>): number[] => {
      if (!heard.ok) throw new Error(heard.error.code);
      return heard.value.flatMap((event) => (event.kind === 'epoch' ? [event.report.epoch] : []));
    };

    async function stored(name: string): Promise<number | null> {
      const read = await readCheckpoint(join(runFolder, 'checkpoints', `${name}.checkpoint`));
      return read.ok ? read.value.progress.epoch - 1 : null;
    }

    const held = (checkpoints: readonly Checkpoint[]) =>
      checkpoints.flatMap(({ state }, epoch) =>
        state['dense/kernel']?.data.length === 0 ? [] : [epoch],
      );

    it('is saved fifty times as late as saving takes, with only the best held until then', async () => {
      const early = await trained([0, 2000, 4000, 6000, 49_999], [0, 2]);
      expect(early.told).toEqual([0]);
      expect(held(early.checkpoints)).toEqual([2]);
      expect(early.saves.needsLater).toBe(true);
      expect(await Promise.all(['latest', 'best'].map(stored))).toEqual([0, 0]);

      const { saves, checkpoints, told } = await trained([0, 2000, 4000, 6000, 50_000], [0, 2]);
      expect(told).toEqual([0]);
      expect(saves.needsLater).toBe(false);
      expect(epochsOf(await saves.flush())).toEqual([1, 2, 3, 4]);
      expect(held(checkpoints)).toEqual([]);
      expect(await Promise.all(['latest', 'best'].map(stored))).toEqual([4, 2]);
    });

    it('is not saved at first before fifty times of what saving is likely to take', async () => {
      let nowMs = 0;
      const saves = await openSaves(() => nowMs);
      const told: number[] = [];
      for (const [epoch, endMs] of [500, 1000, 1500].entries()) {
        nowMs = endMs;
        const checkpoint = afterEpoch(epoch);
        told.push(...epochsOf(await saves.add(finishedEpoch(epoch), checkpoint, epoch === 0)));
        expect(await stored('latest')).toBe(null);
        await saves.free(checkpoint.state);
      }
      expect(told).toEqual([]);
      expect(epochsOf(await saves.flush())).toEqual([0, 1, 2]);
      expect(await Promise.all(['latest', 'best'].map(stored))).toEqual([2, 0]);
    });

    it('is told of with a checkpoint in the midst of a later epoch, where that comes first', async () => {
      const { saves, checkpoints, told } = await trained([0, 2000, 4000], [0, 1]);
      const later = afterEpoch(2);
      const midst = { ...later, progress: { ...later.progress, stepInEpoch: 3 } };
      told.push(...epochsOf(await saves.addWithin(midst)));
      await saves.free(midst.state);
      told.push(...epochsOf(await saves.flush()));
      expect(told).toEqual([0, 1, 2]);
      expect(await Promise.all(['latest', 'best'].map(stored))).toEqual([2, 1]);
      expect(held([...checkpoints, midst])).toEqual([]);
    });

    it('waits a minute at most, however long saving takes', async () => {
      const { saves } = await trained([0, 20_000, 60_000], [0], 10_000);
      expect(epochsOf(await saves.flush())).toEqual([1, 2]);
      expect(await stored('latest')).toBe(2);
    });

    it('is safe by a later state where training stops before the next save', async () => {
      const { saves, checkpoints } = await trained([0, 2000, 4000], [0, 1]);
      const later = afterEpoch(2);
      expect(epochsOf(await saves.flush(later))).toEqual([1, 2]);
      expect(await Promise.all(['latest', 'best'].map(stored))).toEqual([2, 1]);
      expect(held([...checkpoints, later])).toEqual([3]);
    });

    it('is lost after the best epoch, where no later state is whole', async () => {
      const { saves, checkpoints } = await trained([0, 2000, 4000], [0, 1]);
      expect(epochsOf(await saves.flush())).toEqual([1]);
      expect(await Promise.all(['latest', 'best'].map(stored))).toEqual([1, 1]);
      expect(held(checkpoints)).toEqual([]);
      expect(epochsOf(await saves.flush())).toEqual([]);
    });
  });
});
