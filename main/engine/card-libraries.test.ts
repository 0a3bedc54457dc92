import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cardLibraryLack } from './card-libraries.ts';

test.runIf(process.platform === 'linux')(
  'the first library that cannot be loaded is named: the driver’s, one of the pack, one of the system',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-card-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const short = join(folder, 'libcublas.so.12');
    await writeFile(short, 'short');
    const lack = (...libraries: readonly string[]) =>
      cardLibraryLack('tensorflow/gpu', folder, libraries);

    expect(lack()).toBeNull();
    expect(lack('libc.so.6')).toBeNull();
    expect(lack('libc.so.6', short)).toEqual({
      ok: false,
      error: { code: 'packs/damaged', pack: 'tensorflow-gpu', file: 'libcublas.so.12' },
    });
    // Of a version that no driver has.
    expect(lack('libcuda.so.0', short)).toMatchObject({
      error: { problem: 'no-cuda-library', detail: expect.stringContaining('libcuda.so.0') },
    });
    expect(lack('libhearth-none.so')).toMatchObject({
      error: { engine: 'tensorflow/gpu', problem: 'refused', command: 'hearth doctor' },
    });
  },
);
