import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EnginePack } from '../../app/contract/engine.ts';
import type { PackProgress } from '../../app/contract/packs.ts';
import { ok } from '../../app/errors.ts';
import type { EngineId } from '../../app/training/engines.ts';
import { driverProblem, nvidiaDriver } from './nvidia-driver.ts';
import { PackShelf } from './pack-shelf.ts';
import { aPack, aWheel, type PackageIndex, servePackageIndex } from './testing/made-up-pack.ts';
import type { TryEngine } from './try-pack.ts';

const { wheel, bytes } = aWheel();
const PACKS = {
  tensorflow: aPack([wheel], { id: 'tensorflow' }),
  'tensorflow-gpu': aPack([wheel], { id: 'tensorflow-gpu', wheels: {} }),
  cuda: aPack([wheel], { oldestDriver: 580 }),
};

let home: string;
let index: PackageIndex;
let shelf: PackShelf;
let heard: PackProgress[];
let tried: (readonly [EngineId, EnginePack])[];
let driver: string | null;

const tryEngine: TryEngine = async (_, engine, pack) => {
  tried.push([engine, pack]);
  return ok(null);
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hearth-shelf-'));
  index = await servePackageIndex(wheel.file, bytes);
  vi.stubEnv('PIP_INDEX_URL', index.url);
  heard = [];
  tried = [];
  driver = '580.65.06';
  const onProgress = (progress: PackProgress) => void heard.push(progress);
  const means = {
    root: home,
    installation: home,
    onProgress,
    tryEngine,
    driver: async () => driver,
  };
  shelf = new PackShelf(home, means, PACKS);
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
      failed: null,
      downloadBytes: bytes.length,
      sizeBytes: 300_000,
    },
  });
  await rm(join(home, 'runtimes', 'tensorflow-9.9', 'lib'), { recursive: true });
  const [damaged] = await shelf.list();
  expect(damaged).toMatchObject({ status: 'damaged', error: { code: 'packs/damaged' } });
});

test('a pack for a card is tried beside its place, with its libraries named', async () => {
  expect(await shelf.install('cuda', null)).toMatchObject({ ok: true, value: { error: null } });
  const [first] = tried;
  const { folder = '', environment } = first?.[1] ?? {};
  expect(first?.[0]).toBe('onnx/cuda');
  expect(folder).toMatch(/cuda-9\.9\.\d+\.partial$/u);
  expect(environment?.LD_LIBRARY_PATH).toContain(join(folder, 'lib'));
});

test.each([
  [null, { code: 'packs/driver-missing', pack: 'cuda', needed: 580 }],
  ['570.86', { code: 'packs/driver-old', pack: 'cuda', found: '570.86', needed: 580 }],
])(
  'a pack for a card whose driver is %s is installed untried, and says what lacks',
  async (found, error) => {
    driver = found;
    const installed = await shelf.install('cuda', null);
    expect(installed).toMatchObject({ ok: true, value: { status: 'installed', error } });
    expect(tried).toEqual([]);
  },
);

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
