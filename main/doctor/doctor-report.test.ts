import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUNTIME_CODES } from '../../app/contract/doctor.ts';
import { choiceText } from '../../app/contract/doctor-text.ts';
import type { EngineMeasurement } from '../../app/contract/engine.ts';
import { doctorReport as reportSchema } from '../../app/contract/schemas/doctor.ts';
import type { AppError } from '../../app/errors.ts';
import en from '../../app/messages/en.json' with { type: 'json' };
import type { EngineId } from '../../app/training/engines.ts';
import { PACKS, unsupported } from '../packs/catalogue.ts';
import { chooseEngine } from './choose-engine.ts';
import {
  changesSince,
  type DoctorRecord,
  type EngineOutcomes,
  fingerprintOf,
  keepRecord,
  readRecord,
} from './doctor-record.ts';
import { doctorReport } from './doctor-report.ts';
import type { MachineState } from './machine-state.ts';

const STATE: MachineState = {
  platform: 'linux',
  arch: 'x64',
  facts: {
    cpuModel: 'A processor',
    cpuCores: 2,
    memoryBytes: 8 * 2 ** 30,
    gpu: null,
    rapl: 'absent',
  },
  vectors: ['AVX', 'AVX2'],
  memory: { totalBytes: 8 * 2 ** 30, freeBytes: 6 * 2 ** 30, swapUsedBytes: 0 },
  cards: [],
  surroundings: {
    wsl: false,
    wslCuda: false,
    remoteDesktop: false,
    onBattery: false,
    cpuQuota: null,
    throttleCount: null,
    vulkan: { loader: true, drivers: 0 },
    distribution: 'debian',
  },
  nativeFailures: [],
  identity: {
    hearth: '1.0.0',
    processor: 'A processor × 2',
    cards: '',
    drivers: '',
    runtimes: 'onnxruntime-node 1.30.0',
  },
  packs: {
    tensorflow: null,
    'tensorflow-gpu': { code: 'packs/not-installed', pack: 'tensorflow-gpu' },
    cuda: null,
  },
};

const CURVE = [2.3, 1.9, 1.2, 0.4];

function measured(speeds: readonly [number, number, number], losses: readonly number[] = CURVE) {
  const names = ['mlp', 'cnn', 'lstm'] as const;
  const measurement: EngineMeasurement = {
    gemmGflops: 90,
    bytesPerSecond: 2e10,
    models: names.map((name, index) => ({
      name,
      samplesPerSecond: speeds[index] ?? 0,
      losses,
    })),
  };
  return { ok: true, measurement, power: null } as const;
}

const missing = (problem: 'pack-missing' | 'software-adapter'): AppError => ({
  code: 'engine/runtime-missing',
  engine: 'onnx/webgpu',
  problem,
  detail: 'llvmpipe',
  command: 'hearth doctor --install cuda',
});

function recordOf(engines: EngineOutcomes): DoctorRecord {
  const { identity } = STATE;
  return {
    engine: chooseEngine(engines).engine,
    fingerprint: fingerprintOf(identity),
    identity,
    measuredAt: '2026-11-26T10:00:00.000Z',
    engines,
    disk: null,
    throttledTimes: 0,
  };
}

/** One engine of each kind. */
const MIXED: EngineOutcomes = {
  'onnx/cpu': measured([20_000, 8000, 1000]),
  'onnx/webgpu': { ok: false, error: missing('software-adapter') },
  'onnx/cuda': measured([80_000, 32_000, 4000], [2.3, 1.9, 1.9, 1.9]),
  'tensorflow/cpu': measured([5000, 2000, 250]),
  'tensorflow/gpu': { ok: false, error: missing('pack-missing') },
};

it('an engine is reported with the card that it was measured on', () => {
  const card = { name: 'NVIDIA RTX A', index: 1, uuid: 'GPU-bbbb' };
  const found = measured([80_000, 32_000, 4000]);
  const measurement = { ...found.measurement, card };
  const engines = { ...MIXED, 'onnx/cuda': { ...found, measurement } };
  const { runtimes } = doctorReport(STATE, recordOf(engines), null);
  expect(runtimes.map(({ id, measuredOn }) => [id, measuredOn])).toContainEqual([
    'onnx/cuda',
    card,
  ]);
});

describe('the choice', () => {
  it('is the fastest over all models of those that are right', () => {
    const { engine, verdicts } = chooseEngine(MIXED);
    expect(engine).toBe('onnx/cpu');
    expect(verdicts['tensorflow/cpu']).toMatchObject({ isRight: true });
    expect(verdicts['tensorflow/cpu']?.relativeSpeed).toBeCloseTo(0.25, 12);
    expect(verdicts['onnx/cuda']?.isRight).toBe(false);
    expect(verdicts['onnx/cuda']?.deviations.cnn).toEqual({ step: 2, loss: 1.9, expected: 1.2 });
    const right = { ...MIXED, 'onnx/cuda': measured([80_000, 4000, 4000]) };
    expect(chooseEngine(right).engine).toBe('onnx/cuda');
    expect(chooseEngine(right).verdicts['onnx/cuda']?.relativeSpeed).toBeCloseTo(2, 12);
  });

  it('is the processor where it could not be measured, since nothing else can be judged', () => {
    const error: AppError = { code: 'engine/ended', exit: 'SIGILL', lastEpoch: null };
    const outcomes = { ...MIXED, 'onnx/cpu': { ok: false, error } as const };
    expect(chooseEngine(outcomes)).toEqual({ engine: 'onnx/cpu', verdicts: {} });
  });
});

describe("the doctor's report", () => {
  const statuses = (record: DoctorRecord | null) =>
    Object.fromEntries(
      doctorReport(STATE, record, null).runtimes.map(({ id, status, code }) => [
        id,
        `${status} ${code}`,
      ]),
    );

  it('knows before the first measurement what comes with Hearth, and what no card is there for', () => {
    expect(statuses(null)).toEqual({
      'onnx/cpu': 'ready ready',
      'onnx/webgpu': 'untried untried',
      'onnx/cuda': 'missing missing',
      'tensorflow/cpu': 'untried untried',
      'tensorflow/gpu': 'missing missing',
    });
    expect(doctorReport(STATE, null, null)).toMatchObject({ measuredAt: null, chosen: 'onnx/cpu' });
  });

  it('says of each engine what it is and why', () => {
    const report = doctorReport(STATE, recordOf(MIXED), null);
    expect(statuses(recordOf(MIXED))).toEqual({
      'onnx/cpu': 'ready chosen',
      'onnx/webgpu': 'refused missing',
      'onnx/cuda': 'refused deviates',
      'tensorflow/cpu': 'ready slower',
      'tensorflow/gpu': 'missing missing',
    });
    for (const { reason, repair } of report.runtimes) {
      expect(`${reason} ${repair}`).not.toMatch(/[{}]/);
    }
    const { 1: webgpu, 2: cuda } = report.runtimes;
    expect(webgpu?.command).toBeUndefined();
    expect(cuda?.reason).toContain('MLP, step 3, 1.9 instead of 1.2');
    expect(choiceText(report, 'en')).toContain('4 times as fast as the next, TensorFlow · CPU');
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it('tells a pack that is missing from one that was damaged, measured or not', () => {
    const cuts = {
      code: 'packs/damaged',
      pack: 'tensorflow',
      file: 'lib/libtensorflow.so',
    } as const;
    const gone = { code: 'packs/not-installed', pack: 'tensorflow' } as const;
    const fast = recordOf({ ...MIXED, 'tensorflow/cpu': measured([90_000, 90_000, 90_000]) });
    expect(doctorReport(STATE, fast, null).chosen).toBe('tensorflow/cpu');
    for (const record of [null, fast]) {
      const row = (tensorflow: AppError) => {
        const packs = { ...STATE.packs, tensorflow };
        const { runtimes, chosen } = doctorReport({ ...STATE, packs }, record, null);
        expect(chosen).toBe('onnx/cpu');
        return runtimes.find(({ id }) => id === 'tensorflow/cpu');
      };
      const command = 'hearth doctor --install tensorflow';
      expect(row(cuts)).toEqual({
        id: 'tensorflow/cpu',
        status: 'damaged',
        code: 'missing',
        error: cuts,
        reason: 'Its libraries are damaged: lib/libtensorflow.so is not what was installed.',
        command,
      });
      expect(row(gone)).toMatchObject({
        status: 'missing',
        command,
        error: { problem: 'pack-missing' },
      });
    }
  });

  it('says why there is no pack for this system, and gives no command that would be refused', () => {
    const packs = {
      ...STATE.packs,
      cuda: unsupported(PACKS.cuda, { platform: 'win32', arch: 'x64' }),
    };
    const report = doctorReport({ ...STATE, packs, platform: 'win32' }, null, null);
    const row = report.runtimes.find(({ id }) => id === 'onnx/cuda');
    expect(row).toMatchObject({ status: 'missing', error: { code: 'packs/platform-unsupported' } });
    expect(row?.reason).toContain('not offered for win32-x64');
    expect(row?.command).toBeUndefined();
  });

  it('does not know of an engine whose pack was installed since how it does', () => {
    const lacked = { ok: false, error: missing('pack-missing') } as const;
    const engines = { ...MIXED, 'tensorflow/cpu': lacked };
    expect(statuses(recordOf(engines))).toMatchObject({ 'tensorflow/cpu': 'untried untried' });
  });

  it('refuses an engine that ends in the middle, naming how', () => {
    const error: AppError = { code: 'engine/ended', exit: 'SIGILL', lastEpoch: null };
    const [processor] = doctorReport(
      STATE,
      recordOf({ 'onnx/cpu': { ok: false, error } }),
      null,
    ).runtimes;
    expect(processor).toMatchObject({ status: 'refused', code: 'failed', error });
    expect(processor?.reason).toContain('SIGILL');
    expect(processor?.repair).toBeTruthy();
  });

  it('leaves out what is not made for this system, and puts it in for its own', () => {
    const ids = (platform: string): readonly EngineId[] =>
      doctorReport({ ...STATE, platform }, null, null).runtimes.map(({ id }) => id);
    expect(ids('linux')).not.toContain('onnx/directml');
    expect(ids('win32')).toContain('onnx/directml');
  });

  it('says what has changed since the measurement', () => {
    const identity = { ...STATE.identity, drivers: '580.1', hearth: '1.1.0' };
    const { changed } = doctorReport({ ...STATE, identity }, recordOf(MIXED), null);
    expect(changed).toEqual(['hearth', 'drivers']);
    expect(changesSince(recordOf(MIXED), STATE.identity)).toEqual([]);
    expect(fingerprintOf(identity)).not.toBe(fingerprintOf(STATE.identity));
  });

  it('has words for every code and every energy source', () => {
    for (const code of RUNTIME_CODES) expect(en).toHaveProperty([`doctor.reason.${code}`]);
    for (const rapl of ['readable', 'forbidden', 'absent'] as const) {
      const state = { ...STATE, facts: { ...STATE.facts, rapl } };
      const { energySource } = doctorReport(state, null, null).machine;
      expect(en).toHaveProperty([`doctor.energy.${energySource}`]);
    }
  });
});

it('is kept whole, and one that is damaged or of another version is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-record-'));
  try {
    const file = join(folder, 'doctor.json');
    expect(readRecord(file)).toBeNull();
    const record = recordOf(MIXED);
    await keepRecord(file, record);
    expect(readRecord(file)).toEqual(record);
    writeFileSync(file, '{"engine":"onnx/cpu","fingerprint":"x"}');
    expect(readRecord(file)).toBeNull();
    writeFileSync(file, '{"engine":');
    expect(readRecord(file)).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
