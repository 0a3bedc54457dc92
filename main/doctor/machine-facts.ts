import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RaplAccess, raplAccess } from './rapl.ts';

const run = promisify(execFile);
/** A driver that hangs must not hang the report. */
const CARD_TIMEOUT_MS = 5000;

export interface MachineFacts {
  readonly cpuModel: string;
  /** Physical cores; threads where the system does not tell cores apart. */
  readonly cpuCores: number;
  readonly memoryBytes: number;
  /** The first NVIDIA card, null without one. */
  readonly gpu: string | null;
  readonly rapl: RaplAccess;
}

export interface MachineFactsOptions {
  /** `/`, or a folder that holds `proc/…` and `sys/…`. */
  readonly fileSystemRoot?: string;
  readonly nvidiaSmi?: string;
}

/** What the doctor, the cost model and a run's environment say of this machine. */
export async function machineFacts({
  fileSystemRoot = '/',
  nvidiaSmi = 'nvidia-smi',
}: MachineFactsOptions = {}): Promise<MachineFacts> {
  const [cpuCores, gpu] = await Promise.all([
    physicalCores(fileSystemRoot),
    firstNvidiaCard(nvidiaSmi),
  ]);
  return {
    cpuModel: cpus()[0]?.model.trim() ?? process.arch,
    cpuCores: cpuCores ?? availableParallelism(),
    memoryBytes: totalmem(),
    gpu,
    rapl: raplAccess(fileSystemRoot),
  };
}

/** Distinct cores of all packages as Linux lists them; null on other systems and where it does not say. */
async function physicalCores(fileSystemRoot: string): Promise<number | null> {
  let text: string;
  try {
    text = await readFile(join(fileSystemRoot, 'proc/cpuinfo'), 'utf8');
  } catch {
    return null;
  }
  const cores = new Set<string>();
  for (const processor of text.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(processor)?.[1];
    const chip = /^physical id\s*:\s*(\d+)/m.exec(processor)?.[1] ?? '0';
    if (core !== undefined) cores.add(`${chip}/${core}`);
  }
  return cores.size > 0 ? cores.size : null;
}

async function firstNvidiaCard(command: string): Promise<string | null> {
  try {
    const { stdout } = await run(command, ['--query-gpu=name', '--format=csv,noheader'], {
      timeout: CARD_TIMEOUT_MS,
    });
    return stdout.split('\n')[0]?.trim() || null;
  } catch {
    return null;
  }
}
