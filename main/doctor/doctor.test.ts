import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RUNTIME_CODES } from '../../app/contract/requests.ts';
import { fail, ok } from '../../app/errors.ts';
import en from '../../app/messages/en.json' with { type: 'json' };
import { doctorReport } from './doctor-report.ts';
import { type MachineFacts, machineFacts } from './machine-facts.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hearth-doctor-'));
});
afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text: string, mode = 0o644): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
}

const NO_CARD = { nvidiaSmi: '/no/such/nvidia-smi' };
const MACHINE: MachineFacts = {
  cpuModel: 'A processor',
  cpuCores: 2,
  memoryBytes: 8 * 2 ** 30,
  gpu: null,
  rapl: 'absent',
};

describe('machine facts', () => {
  it('count physical cores, not threads, over all packages', async () => {
    const threads = [
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 0],
    ];
    await put(
      'proc/cpuinfo',
      threads
        .map(
          ([chip, core], index) =>
            `processor\t: ${index}\nphysical id\t: ${chip}\ncore id\t\t: ${core}\n`,
        )
        .join('\n'),
    );
    expect((await machineFacts({ fileSystemRoot: root, ...NO_CARD })).cpuCores).toBe(3);
  });

  it('have cores and a name also where the system lists none', async () => {
    const facts = await machineFacts({ fileSystemRoot: root, ...NO_CARD });
    expect(facts.cpuCores).toBeGreaterThan(0);
    expect(facts.cpuModel).not.toBe('');
    expect(facts).toMatchObject({ gpu: null, rapl: 'absent' });
  });

  it('name the first card that answers', async () => {
    const nvidiaSmi = await put('nvidia-smi', '#!/bin/sh\nprintf "Card A\\nCard B\\n"\n', 0o755);
    expect((await machineFacts({ nvidiaSmi })).gpu).toBe('Card A');
    const failing = await put('failing', '#!/bin/sh\nexit 9\n', 0o755);
    expect((await machineFacts({ nvidiaSmi: failing })).gpu).toBeNull();
  });

  it('tell counters that are there from counters that may be read', async () => {
    const domain = 'sys/class/powercap/intel-rapl:0';
    await put(`${domain}/name`, 'package-0\n');
    await put(`${domain}/max_energy_range_uj`, '1000\n');
    const access = async () => (await machineFacts({ fileSystemRoot: root, ...NO_CARD })).rapl;
    expect(await access()).toBe('forbidden');
    await put(`${domain}/energy_uj`, '5\n');
    expect(await access()).toBe('readable');
  });
});

describe("the doctor's report", () => {
  it('has the processor ready, with what was measured', () => {
    const report = doctorReport(MACHINE, ok({ gemmGflops: 120, samplesPerSecond: 20_000 }));
    expect(report.chosen).toBe('onnx/cpu');
    expect(report.runtimes[0]).toMatchObject({
      id: 'onnx/cpu',
      status: 'ready',
      samplesPerSecond: 20_000,
    });
    expect(report.machine).toMatchObject({ gemmGflops: 120, energySource: 'rapl-absent' });
  });

  it('has no figures before the first measurement', () => {
    const report = doctorReport(MACHINE, null);
    expect(report.runtimes[0]).not.toHaveProperty('samplesPerSecond');
    expect(report.machine.gemmGflops).toBeNull();
  });

  it('refuses a processor on which the reference model fails, naming the failure', () => {
    const failure = fail({ code: 'engine/ended', exit: 'SIGILL', lastEpoch: null });
    const [processor] = doctorReport(MACHINE, failure).runtimes;
    expect(processor).toMatchObject({ status: 'refused', code: 'failed' });
    expect(processor?.reason).toContain('engine/ended');
    expect(processor?.repair).toBeTruthy();
  });

  it('says of every other runtime why it is not used and what to do', () => {
    for (const gpu of [null, 'Card A']) {
      const others = doctorReport({ ...MACHINE, gpu }, null).runtimes.slice(1);
      expect(others.map((runtime) => runtime.id)).toEqual([
        'onnx/webgpu',
        'onnx/cuda',
        'tensorflow/cpu',
        'tensorflow/gpu',
      ]);
      for (const runtime of others) {
        expect(runtime.status).toBe('missing');
        expect(runtime.reason).not.toMatch(/[{}]/);
        expect(runtime.repair).toBeTruthy();
      }
    }
    expect(doctorReport({ ...MACHINE, gpu: 'Card A' }, null).runtimes[2]?.reason).toContain(
      'Card A',
    );
  });

  it('has words for every code and every energy source', () => {
    for (const code of RUNTIME_CODES) expect(en).toHaveProperty([`doctor.reason.${code}`]);
    for (const rapl of ['readable', 'forbidden', 'absent'] as const) {
      const { energySource } = doctorReport({ ...MACHINE, rapl }, null).machine;
      expect(en).toHaveProperty([`doctor.energy.${energySource}`]);
    }
  });
});
