import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EnergyMeter, startEnergyMeter } from './energy-meter.ts';

let root: string;
let clockMs: number;
let meter: EnergyMeter | null;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hearth-meter-'));
  clockMs = 0;
  meter = null;
});
afterEach(async () => {
  meter?.stop();
  await rm(root, { recursive: true });
});

async function setCounter(domain: string, name: string, microjoules: number, range = 1e9) {
  const folder = join(root, 'sys/class/powercap', domain);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'name'), `${name}\n`);
  await writeFile(join(folder, 'max_energy_range_uj'), `${range}\n`);
  await writeFile(join(folder, 'energy_uj'), `${microjoules}\n`);
}

function start(command: string | null = null): EnergyMeter {
  meter = startEnergyMeter({
    estimatedWatts: 36,
    card: command === null ? null : { command, id: '0' },
    fileSystemRoot: root,
    now: () => clockMs,
  });
  return meter;
}

/** A stand-in for `nvidia-smi` that says the same power again and again. */
async function cardCommand(lines: string): Promise<string> {
  const path = join(root, 'nvidia-smi');
  await writeFile(path, `#!/bin/sh\nwhile :; do printf '${lines}'; sleep 0.05; done\n`);
  await chmod(path, 0o755);
  return path;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(10);
}

describe("the processor's counters", () => {
  it('are added up over packages and memory, and over nothing twice', async () => {
    await setCounter('intel-rapl:0', 'package-0', 1_000_000);
    await setCounter('intel-rapl:0:0', 'core', 0);
    await setCounter('intel-rapl:0:1', 'dram', 0);
    await setCounter('intel-rapl:1', 'package-1', 0);
    await setCounter('intel-rapl:2', 'psys', 0);
    await setCounter('intel-rapl-mmio:0', 'package-0', 0);
    const running = start();
    await setCounter('intel-rapl:0', 'package-0', 3_000_000);
    await setCounter('intel-rapl:0:0', 'core', 9_000_000);
    await setCounter('intel-rapl:0:1', 'dram', 500_000);
    await setCounter('intel-rapl:1', 'package-1', 1_100_000);
    await setCounter('intel-rapl:2', 'psys', 9_000_000);
    await setCounter('intel-rapl-mmio:0', 'package-0', 9_000_000);
    expect(running.read()).toEqual({ kwh: expect.closeTo(3.6 / 3.6e6, 15), source: 'rapl' });
  });

  it('may turn over between two readings', async () => {
    await setCounter('intel-rapl:0', 'package-0', 900_000_000, 1_000_000_000);
    const running = start();
    await setCounter('intel-rapl:0', 'package-0', 260_000_000, 1_000_000_000);
    expect(running.read().kwh).toBeCloseTo(360 / 3.6e6, 12);
  });

  it('do not count during a pause', async () => {
    await setCounter('intel-rapl:0', 'package-0', 0);
    const running = start();
    await setCounter('intel-rapl:0', 'package-0', 36_000_000);
    running.pause();
    await setCounter('intel-rapl:0', 'package-0', 500_000_000);
    running.continue();
    await setCounter('intel-rapl:0', 'package-0', 536_000_000);
    expect(running.stop().kwh).toBeCloseTo(72 / 3.6e6, 12);
  });

  it('are not used where one of them cannot be read', async () => {
    await setCounter('intel-rapl:0', 'package-0', 0);
    await rm(join(root, 'sys/class/powercap/intel-rapl:0/energy_uj'));
    expect(start().read().source).toBe('estimate');
  });
});

describe('the estimate', () => {
  it('is the given power over the time that was not paused', () => {
    const running = start();
    clockMs = 50_000;
    running.pause();
    clockMs = 90_000;
    running.continue();
    clockMs = 140_000;
    expect(running.stop()).toEqual({ kwh: expect.closeTo(0.001, 12), source: 'estimate' });
  });
});

describe("the card's power", () => {
  it('is integrated over time, without pauses', async () => {
    const running = start(await cardCommand('180.00\\n'));
    await until(() => running.read().source === 'nvidia-smi');
    const before = running.read().kwh;
    clockMs += 100_000;
    expect(running.read().kwh - before).toBeCloseTo(0.005, 9);
    running.pause();
    clockMs += 1_000_000;
    running.continue();
    expect(running.read().kwh - before).toBeCloseTo(0.005, 9);
  });

  it("is added to the processor's counters", async () => {
    await setCounter('intel-rapl:0', 'package-0', 0);
    const running = start(await cardCommand('180.00\\n'));
    await until(() => running.read().source === 'rapl+nvidia-smi');
    const before = running.read().kwh;
    clockMs += 100_000;
    await setCounter('intel-rapl:0', 'package-0', 36_000_000);
    expect(running.read().kwh - before).toBeCloseTo(0.005 + 36 / 3.6e6, 9);
  });

  it('is not used where the command is missing or tells no number', async () => {
    const missing = start(join(root, 'no-such-command'));
    await wait(50);
    clockMs = 100_000;
    expect(missing.stop()).toEqual({ kwh: expect.closeTo(0.001, 12), source: 'estimate' });
    const silent = start(await cardCommand('[N/A]\\n'));
    await wait(200);
    expect(silent.read().source).toBe('estimate');
  });
});
