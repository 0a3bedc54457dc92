import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineFacts } from './machine-facts.ts';

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
