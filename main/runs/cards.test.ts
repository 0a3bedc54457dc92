import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineWork } from '../../app/contract/engine.ts';
import type { RunSummary } from '../../app/training/run.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { PACKS } from '../packs/catalogue.ts';
import { packFolder } from '../packs/installed-packs.ts';
import { MARKER } from '../packs/pack-layout.ts';
import { writeMarker } from '../packs/pack-marker.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';
import {
  type EngineEnvironment,
  engineStarter,
  forkEngine,
  startEngine,
} from './engine-process.ts';

const CARDS = [
  '0, GPU-aaaa, NVIDIA A, 580.1, 8000, 3000',
  '1, GPU-bbbb, NVIDIA B, 580.1, 8000, 7000',
];

let folder: string;
let workbench: TestWorkbench;
let works: EngineWork[];
let trains: boolean;
/** Whether engines are given what the host found of their pack. */
let hasPack: boolean;

/** Says of cards what the driver's program would say. */
async function listCards(lines: readonly string[]): Promise<void> {
  const program = join(folder, 'nvidia-smi');
  await writeFile(program, `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`);
  await chmod(program, 0o755);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-cards-'));
  vi.stubEnv('PATH', [folder, process.env.PATH].join(delimiter));
  vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
  await listCards(CARDS);
  works = [];
  trains = false;
  hasPack = false;
  // Without libraries for the card the engine says so and ends; what is to train does by the processor.
  workbench = await TestWorkbench.open((work, handlers) => {
    works.push(work);
    const own = { ...work, engine: 'onnx/cpu', card: undefined } as const;
    const lacking = hasPack ? work : { ...work, pack: undefined };
    return startEngine(trains ? own : lacking, handlers);
  });
  // The host sees packs all the same, and so starts runs.
  for (const pack of [PACKS.cuda, PACKS.tensorflow]) {
    const place = packFolder(workbench.home, pack);
    await mkdir(place, { recursive: true });
    await writeMarker(place, pack);
  }
});

afterEach(async () => {
  await workbench.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const start = (plan: Partial<RunPlan>): Promise<readonly RunSummary[]> =>
  workbench.startSample('iris', 'tabular-linear', {
    epochs: 200,
    earlyStopping: null,
    engine: 'onnx/cuda',
    ...plan,
  });

async function startOne(plan: Partial<RunPlan> = {}): Promise<RunSummary> {
  const [run] = await start(plan);
  if (run === undefined) throw new Error('No run was started');
  return run;
}

const trainedOn = () => works.flatMap(({ kind, card }) => (kind === 'train' ? [card] : []));

describe('a run', () => {
  test('takes the card that most memory is free of, or the one that its plan names', async () => {
    const run = await startOne();
    await workbench.ended(run.id);
    for (const device of ['0', 'GPU-aa']) {
      await workbench.ended((await startOne({ device })).id);
    }
    expect(trainedOn()).toEqual(['GPU-bbbb', 'GPU-aaaa', 'GPU-aaaa']);
    await listCards(['0, GPU-aaaa, NVIDIA A, 580.1, 8000, 7500', CARDS[1] ?? '']);
    await workbench.ended((await startOne()).id);
    expect(trainedOn().at(-1)).toBe('GPU-aaaa');
  });

  test('beside another takes the other card', async () => {
    trains = true;
    await workbench.answer('settings.set', { changes: { runsAtOnce: 2, threads: 1 } });
    const first = await startOne();
    const second = await startOne();
    await Promise.all([first, second].map(({ id }) => workbench.ended(id)));
    expect(trainedOn()).toEqual(['GPU-bbbb', 'GPU-aaaa']);
  });

  test('of a plan that names none takes the card of the settings', async () => {
    await workbench.answer('settings.set', { changes: { device: '0' } });
    await workbench.ended((await startOne()).id);
    await workbench.ended((await startOne({ device: '1' })).id);
    // The processor's engine has none to take.
    await workbench.ended((await startOne({ engine: 'onnx/cpu' })).id);
    expect(trainedOn()).toEqual(['GPU-aaaa', 'GPU-bbbb', undefined]);
  });
});

describe('a card that is not there', () => {
  const UNKNOWN = {
    ok: false,
    error: { code: 'engine/card-unknown', device: '7', known: ['0 (NVIDIA A)', '1 (NVIDIA B)'] },
  };

  test('is refused with those that are, before anything is stored', async () => {
    await expect(start({ device: '7' })).rejects.toThrow(JSON.stringify(UNKNOWN.error));
    expect(await workbench.request('settings.set', { changes: { device: '7' } })).toEqual(UNKNOWN);
    const run = await startOne();
    await workbench.ended(run.id);
    const more = { run: run.id, epochs: null };
    expect(await workbench.request('runs.resume', { ...more, device: '7' })).toEqual(UNKNOWN);
    await workbench.answer('runs.resume', { ...more, device: '0' });
    await workbench.ended(run.id);
    expect(trainedOn()).toEqual(['GPU-bbbb', 'GPU-aaaa']);
    expect((await workbench.answer('runs.list', { offset: 0, limit: 9 })).runs).toHaveLength(1);
  });

  test('is named before a pack that lacks, also as others name cards', async () => {
    await rm(packFolder(workbench.home, PACKS.cuda), { recursive: true });
    const unknown = { ...UNKNOWN.error, device: 'cuda:7' };
    await expect(start({ device: 'cuda:7' })).rejects.toThrow(JSON.stringify(unknown));
    await expect(start({ device: 'cuda:1' })).rejects.toThrow('pack-missing');
  });

  test.each(['1', 'GPU-bbbb'])(
    'that was taken out while the run waited is no other card: %s',
    async (device) => {
      trains = true;
      await workbench.answer('settings.set', { changes: { threads: 1 } });
      const first = await startOne({ device: '0' });
      const waiting = await startOne({ device });
      await listCards(CARDS.slice(0, 1));
      trains = false;
      hasPack = true;
      await workbench.request('runs.stop', { run: first.id });
      const ended = await workbench.ended(waiting.id);
      const error = { code: 'engine/card-unknown', known: ['0 (NVIDIA A)'] };
      expect(ended).toMatchObject({ status: 'failed', error });
    },
  );

  test('nor is one on an engine that cannot be told', async () => {
    const code = 'engine/chooses-no-card';
    await expect(start({ device: '0', engine: 'onnx/webgpu' })).rejects.toThrow(code);
    await expect(start({ device: '0', engine: 'auto' })).rejects.toThrow(code);
  });

  test('nor is a precision that an engine does not have, and nothing is stored', async () => {
    const code = 'engine/precision-not-on-runtime';
    const precision = 'mixed_float16';
    await expect(start({ precision, engine: 'tensorflow/cpu' })).rejects.toThrow(code);
    expect((await workbench.answer('runs.list', { offset: 0, limit: 9 })).runs).toHaveLength(0);
    const run = await startOne({ precision });
    await workbench.ended(run.id);
  });
});

test('a pack that was damaged while a run waited is named, with what is wrong', async () => {
  const place = packFolder(workbench.home, PACKS.cuda);
  await rm(join(place, MARKER));
  await writeFile(join(place, 'libcublas.so'), 'whole');
  await writeMarker(place, PACKS.cuda);
  trains = true;
  await workbench.answer('settings.set', { changes: { threads: 1 } });
  const first = await startOne();
  const waiting = await startOne();
  await writeFile(join(place, 'libcublas.so'), 'cut');
  trains = false;
  hasPack = true;
  await workbench.request('runs.stop', { run: first.id });
  const error = { code: 'packs/damaged', pack: 'cuda', file: 'libcublas.so' };
  expect(await workbench.ended(waiting.id)).toMatchObject({ status: 'failed', error });
});

test('an engine process is started to see its card alone', async () => {
  const seen: EngineEnvironment[] = [];
  const engines = engineStarter((environment) => {
    seen.push(environment);
    return forkEngine(undefined, environment);
  });
  const event = await new Promise((resolve) =>
    engines(
      { kind: 'measure', models: [], threads: 1, engine: 'onnx/cuda', card: 'GPU-bbbb' },
      { onEvent: resolve, onExit: () => {} },
    ),
  );
  expect(seen).toEqual([{ CUDA_VISIBLE_DEVICES: 'GPU-bbbb' }]);
  expect(event).toMatchObject({ error: { problem: 'pack-missing' } });
});
