import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FRESH_PLATEAU_STATE } from '../../app/training/reduce-on-plateau.ts';
import type { Checkpoint } from './checkpoint.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import { FileSealer } from './file-sealer.ts';
import { aCheckpoint } from './testing/a-checkpoint.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a checkpoint file', () => {
  it('comes back as written, to the last bit', async () => {
    const path = join(folder, 'file');
    const floats = fc.float32Array({ maxLength: 50 });
    const names = fc.string({ minLength: 1, maxLength: 20 }).filter((name) => name !== '__proto__');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(names, floats),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.dictionary(names, fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }))),
        async (weights, step, sums) => {
          const state: Record<string, Checkpoint['state'][string]> = {};
          for (const [name, data] of Object.entries(weights)) {
            state[`w/${name}`] = { dtype: 'float32', shape: [data.length], data };
          }
          state['@step'] = { dtype: 'int64', shape: [], data: BigInt64Array.of(step) };
          const plain = aCheckpoint(1, state);
          const written = {
            ...plain,
            progress: { ...plain.progress, sums: withoutMinusZero(sums) },
          };
          await writeCheckpoint(path, written);
          const read = await readCheckpoint(path);
          expect(read).toEqual({ ok: true, value: written });
          if (!read.ok) return;
          expect(Object.keys(read.value.state)).toEqual(Object.keys(state));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('of an earlier version has its means as sums and samples', async () => {
    const path = join(folder, 'file');
    const plain = aCheckpoint();
    const earlier = { samples: 48, sums: { loss: 12.5, accuracy: 40 } };
    const written = { ...plain, progress: { ...plain.progress, sums: earlier } };
    await writeCheckpoint(path, written as unknown as Checkpoint);
    expect(await readCheckpoint(path)).toMatchObject({
      value: { progress: { sums: { loss: [12.5, 48], accuracy: [40, 48] } } },
    });
  });

  it('of an earlier version lacks what came later', async () => {
    const path = join(folder, 'file');
    const now = aCheckpoint();
    const { plateau, ...progress } = now.progress;
    const { schedule, useEma, ...plan } = now.plan;
    await writeCheckpoint(path, { ...now, progress, plan } as unknown as Checkpoint);
    expect(await readCheckpoint(path)).toEqual({ ok: true, value: now });
    expect([plateau, schedule, useEma]).toEqual([FRESH_PLATEAU_STATE, null, false]);
  });

  it.each([
    ['small', 1000],
    ['large, in several pieces', 3 * 2 ** 20],
  ])('is the same, written while training goes on or waits: %s', async (_, values) => {
    const [waitedFor, beside] = [join(folder, 'waited-for'), join(folder, 'beside')];
    const checkpoint = sizedCheckpoint(1, values);
    const size = await writeCheckpoint(waitedFor, checkpoint);
    let read = 0;
    const onRead = () => {
      read += 1;
      checkpoint.state.weight?.data.fill(0 as never);
    };
    expect(await writeCheckpoint(beside, checkpoint, { sealer: new FileSealer(), onRead })).toBe(
      size,
    );
    expect(read).toBe(1);
    const [expected, written] = [await readFile(waitedFor), await readFile(beside)];
    expect(expected.length).toBe(size);
    expect(written.equals(expected)).toBe(true);
    expect(await readCheckpoint(beside)).toMatchObject({ ok: true });
  });

  it('that is gone before it has its sum is named as any file is', async () => {
    const path = join(folder, 'none');
    await expect(new FileSealer().seal(path)).rejects.toMatchObject({
      code: 'ENOENT',
      message: expect.stringContaining(path),
    });
  });

  it('says its size', async () => {
    const path = join(folder, 'file');
    expect(await writeCheckpoint(path, aCheckpoint())).toBe((await stat(path)).size);
  });

  it('with any one bit turned over is damaged', async () => {
    const path = join(folder, 'file');
    await writeCheckpoint(path, aCheckpoint());
    const whole = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
        const bytes = Buffer.from(whole);
        const at = bit >> 3;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
        await writeFile(path, bytes);
        expect(await readCheckpoint(path)).toEqual(damaged(path));
      }),
    );
  });

  it('cut off anywhere is damaged, as is one with something behind it', async () => {
    const path = join(folder, 'file');
    await writeCheckpoint(path, aCheckpoint());
    const whole = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        await writeFile(path, whole.subarray(0, length));
        expect(await readCheckpoint(path)).toEqual(damaged(path));
      }),
    );
    await writeFile(path, Buffer.concat([whole, Buffer.alloc(1)]));
    expect(await readCheckpoint(path)).toEqual(damaged(path));
  });

  it('that is something else altogether is damaged', async () => {
    const path = join(folder, 'file');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await writeFile(path, bytes);
        expect(await readCheckpoint(path)).toEqual(damaged(path));
      }),
    );
  });

  it('that is not there is not found', async () => {
    const path = join(folder, 'none');
    expect(await readCheckpoint(path)).toEqual({
      ok: false,
      error: { code: 'file/not-found', path },
    });
  });
});

function damaged(path: string): unknown {
  return { ok: false, error: { code: 'engine/checkpoint-damaged', path } };
}

/** JSON knows no −0, and sums of losses have none. */
function withoutMinusZero(sums: Record<string, number[]>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(sums).map(([name, each]) => [name, each.map((sum) => sum + 0)]),
  );
}

describe("a run's checkpoints", () => {
  async function openFolder(keep: number): Promise<CheckpointFolder> {
    const opened = await CheckpointFolder.open(folder, keep);
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  }
  const files = () => readdir(join(folder, 'checkpoints')).then((names) => names.sort());
  const epochOf = async (name: string) => {
    const read = await readCheckpoint(join(folder, 'checkpoints', name));
    return read.ok ? read.value.progress.epoch - 1 : read.error.code;
  };

  it('are the latest, and the best where it is another', async () => {
    const checkpoints = await openFolder(0);
    const first = await checkpoints.saveEpoch(aCheckpoint(1), true);
    const second = await checkpoints.saveEpoch(aCheckpoint(2), false);
    expect(await files()).toEqual(['best.checkpoint', 'latest.checkpoint']);
    expect([await epochOf('best.checkpoint'), await epochOf('latest.checkpoint')]).toEqual([0, 1]);
    const at = (name: string) => join(folder, 'checkpoints', name);
    const { size } = await stat(at('latest.checkpoint'));
    expect(first).toMatchObject({
      value: {
        checkpoints: [
          { kind: 'latest', file: at('latest.checkpoint'), epoch: 0, step: 7 },
          { kind: 'best', file: at('best.checkpoint'), epoch: 0, step: 7 },
        ],
      },
    });
    expect(second).toEqual({
      ok: true,
      value: {
        checkpoints: [
          { kind: 'latest', file: at('latest.checkpoint'), epoch: 1, step: 14, sizeBytes: size },
        ],
        deletedCheckpoints: [],
      },
    });
  });

  it('are the newest epochs as well, as many as wanted, also after a resume', async () => {
    const before = await openFolder(2);
    for (const epoch of [1, 2]) await before.saveEpoch(aCheckpoint(epoch), epoch === 1);
    const after = await openFolder(2);
    const saved = await after.saveEpoch(aCheckpoint(3), false);
    expect(await files()).toEqual([
      'best.checkpoint',
      'epoch-000001.checkpoint',
      'epoch-000002.checkpoint',
      'latest.checkpoint',
    ]);
    expect(await epochOf('epoch-000001.checkpoint')).toBe(1);
    expect(await epochOf('best.checkpoint')).toBe(0);
    expect(saved).toMatchObject({
      value: {
        checkpoints: [{ kind: 'latest' }, { kind: 'epoch', epoch: 2 }],
        deletedCheckpoints: [join(folder, 'checkpoints', 'epoch-000000.checkpoint')],
      },
    });
  });

  it('in the midst of an epoch belong to that epoch', async () => {
    const checkpoints = await openFolder(0);
    const plain = aCheckpoint(3);
    const midst = { ...plain, progress: { ...plain.progress, step: 24, stepInEpoch: 3 } };
    expect(await checkpoints.saveLatest(midst)).toMatchObject({ value: { epoch: 3, step: 24 } });
  });

  it('replace what a killed engine left half-written', async () => {
    const checkpoints = await openFolder(0);
    for (const left of ['writing.tmp', 'linking.tmp']) {
      await writeFile(join(folder, 'checkpoints', left), 'half of a checkpoint');
    }
    await checkpoints.saveEpoch(aCheckpoint(1), true);
    expect(await files()).toEqual(['best.checkpoint', 'latest.checkpoint']);
    expect(await epochOf('best.checkpoint')).toBe(0);
  });

  it('cannot be where the folder cannot be made', async () => {
    await writeFile(join(folder, 'checkpoints'), 'a file');
    expect(await CheckpointFolder.open(join(folder, 'checkpoints'), 0)).toMatchObject({
      error: { code: 'file/not-writable' },
    });
  });
});

describe('a full disk', () => {
  it('leaves the checkpoint before, nothing half-written, and says so', async (context) => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    try {
      execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], {
        stdio: 'pipe',
      });
    } catch {
      context.skip('needs the right to mount a small tmpfs');
    }
    try {
      const opened = await CheckpointFolder.open(disk, 1);
      if (!opened.ok) throw new Error(opened.error.code);
      const checkpoints = opened.value;
      expect(await checkpoints.saveEpoch(sizedCheckpoint(1, 5_000), true)).toMatchObject({
        ok: true,
      });
      const before = await readdir(join(disk, 'checkpoints'));
      expect(await checkpoints.saveEpoch(sizedCheckpoint(2, 50_000), true)).toEqual({
        ok: false,
        error: { code: 'file/disk-full', path: join(disk, 'checkpoints') },
      });
      expect(await readdir(join(disk, 'checkpoints'))).toEqual(before);
      const kept = await readCheckpoint(join(disk, 'checkpoints', 'latest.checkpoint'));
      expect(kept).toMatchObject({ ok: true, value: { progress: { epoch: 1 } } });
      expect(await checkpoints.saveEpoch(sizedCheckpoint(2, 5_000), true)).toMatchObject({
        ok: true,
      });
    } finally {
      execFileSync('/bin/umount', [disk]);
    }
  });
});

function sizedCheckpoint(epoch: number, values: number): Checkpoint {
  const data = new Float32Array(values).map((_, at) => at % 1000);
  return aCheckpoint(epoch, { weight: { dtype: 'float32', shape: [values], data } });
}
