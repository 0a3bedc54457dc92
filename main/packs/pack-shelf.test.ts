import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PackProgress } from '../../app/contract/packs.ts';
import { driverProblem, nvidiaDriver } from './nvidia-driver.ts';
import { PackShelf } from './pack-shelf.ts';
import { aPack, aWheel, type PackageIndex, servePackageIndex } from './testing/made-up-pack.ts';

const { wheel, bytes } = aWheel();
const PACKS = {
  tensorflow: aPack([wheel], { id: 'tensorflow' }),
  'tensorflow-gpu': aPack([wheel], { id: 'tensorflow-gpu', wheels: {} }),
  // No machine has this driver yet.
  cuda: aPack([wheel], { oldestDriver: 99_999 }),
};

let home: string;
let index: PackageIndex;
let shelf: PackShelf;
let heard: PackProgress[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hearth-shelf-'));
  index = await servePackageIndex(wheel.file, bytes);
  vi.stubEnv('PIP_INDEX_URL', index.url);
  heard = [];
  const onProgress = (progress: PackProgress) => void heard.push(progress);
  shelf = new PackShelf(home, { root: home, installation: home }, { onProgress }, PACKS);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await shelf.close();
  await index.close();
  await rm(home, { recursive: true });
});

test('lists what is there, what is not, and what this machine cannot have', async () => {
  expect((await shelf.list()).map(({ status }) => status)).toEqual([
    'missing',
    'unsupported',
    'missing',
  ]);
  expect(await shelf.install('tensorflow', null)).toEqual({
    ok: true,
    value: {
      id: 'tensorflow',
      version: '9.9',
      status: 'installed',
      error: null,
      downloadBytes: bytes.length,
      sizeBytes: 300_000,
    },
  });
  await rm(join(home, 'runtimes', 'tensorflow-9.9', 'lib'), { recursive: true });
  const [damaged] = await shelf.list();
  expect(damaged).toMatchObject({ status: 'damaged', error: { code: 'packs/damaged' } });
});

test('a pack for a card is installed without one, and says what lacks', async () => {
  const installed = await shelf.install('cuda', null);
  const error = { code: expect.stringMatching(/^packs\/driver-/u), pack: 'cuda', needed: 99_999 };
  expect(installed).toMatchObject({ ok: true, value: { status: 'installed', error } });
});

test('one at a time, and a cancelled one ends', async () => {
  let served: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    served = resolve;
  });
  const hasArrived = async () => {
    served();
    return false;
  };
  index.manners = { ...index.manners, breaksAfter: 1000, hasArrived };
  const first = shelf.install('cuda', null);
  await asked;
  expect(shelf.progress).toMatchObject({ id: 'cuda', stage: 'download', file: wheel.file });
  const busy = { ok: false, error: { code: 'packs/busy', pack: 'cuda' } };
  expect(await shelf.install('tensorflow', null)).toEqual(busy);
  expect(await shelf.remove('cuda')).toEqual(busy);
  shelf.cancel();
  expect(await first).toEqual({ ok: false, error: { code: 'cancelled' } });
  expect(shelf.progress).toBeNull();
  expect(heard.length).toBeGreaterThan(0);
});

test('what is removed is gone, downloads with it; what is not there cannot be', async () => {
  await shelf.install('tensorflow', null);
  const downloads = join(home, 'runtimes', 'downloads');
  await mkdir(downloads);
  // Of a process that is gone: no process has this id.
  await writeFile(join(downloads, `${wheel.file}.4194305.partial`), 'half');
  expect(await shelf.remove('tensorflow')).toMatchObject({
    ok: true,
    value: { status: 'missing' },
  });
  expect(await readdir(join(home, 'runtimes'))).toEqual([]);
  const error = { code: 'packs/not-installed', pack: 'tensorflow' };
  expect(await shelf.remove('tensorflow')).toEqual({ ok: false, error });
});

test('a driver is read from its module or from nvidia-smi, and compared by its major version', async () => {
  const module = join(home, 'version');
  await writeFile(
    module,
    'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build\n',
  );
  expect(await nvidiaDriver(module)).toBe('570.86.15');
  const none = join(home, 'none');
  expect(await nvidiaDriver(none, none)).toBeNull();
  if (process.platform !== 'win32') {
    const program = join(home, 'nvidia-smi');
    await writeFile(program, '#!/bin/sh\necho 580.65.06\n', { mode: 0o755 });
    expect(await nvidiaDriver(none, program)).toBe('580.65.06');
  }
  const pack = aPack([], { oldestDriver: 580 });
  expect(driverProblem(pack, '580.65.06')).toBeNull();
  const old = { code: 'packs/driver-old', pack: 'cuda', found: '570.86.15', needed: 580 };
  expect(driverProblem(pack, '570.86.15')).toEqual(old);
  expect(driverProblem(aPack([]), null)).toBeNull();
});
