import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterDelta } from '../../app/cost/energy.ts';

/** Where the kernel shows the processor's energy counters, below the root of the file system. */
const POWERCAP = 'sys/class/powercap';
/** Control type, package number and, for parts of a package, their number: `intel-rapl:0:1`. */
const DOMAIN = /^intel-rapl:\d+(:\d+)?$/;
/**
 * Packages hold cores and caches, memory is counted apart; `psys`, `core` and `uncore` would
 * count the same energy twice.
 */
const COUNTED = /^(package-\d+|dram)$/;

interface RaplDomain {
  readonly counterPath: string;
  readonly rangeMicrojoules: number;
  lastMicrojoules: number;
}

/** Adds up the processor's own energy counters. They measure all that runs on the machine. */
export interface RaplCounter {
  /** Joules since the counter was opened; call at least every few minutes, before a counter turns. */
  readonly joules: () => number;
}

export type RaplAccess = 'readable' | 'forbidden' | 'absent';

/**
 * Opens the energy counters of all processor packages and their memory.
 * @param fileSystemRoot `/`, or a folder that holds `sys/…`
 * @returns null where there are none or any of them is for root only (the default since Linux 5.10)
 * @source Linux kernel, Documentation/power/powercap/powercap.rst; AMD uses the same names
 */
export function openRapl(fileSystemRoot: string): RaplCounter | null {
  const folders = raplFolders(fileSystemRoot);
  if (folders.length === 0) return null;
  let domains: readonly RaplDomain[];
  try {
    domains = folders.map(openDomain);
  } catch {
    return null;
  }
  let total = 0;
  return {
    joules: () => {
      for (const domain of domains) {
        const now = readCounter(domain.counterPath);
        total += counterDelta(domain.lastMicrojoules, now, domain.rangeMicrojoules) / 1e6;
        domain.lastMicrojoules = now;
      }
      return total;
    },
  };
}

/** Whether this machine has energy counters and lets this user read them. */
export function raplAccess(fileSystemRoot: string): RaplAccess {
  if (raplFolders(fileSystemRoot).length === 0) return 'absent';
  return openRapl(fileSystemRoot) === null ? 'forbidden' : 'readable';
}

function raplFolders(fileSystemRoot: string): readonly string[] {
  const powercap = join(fileSystemRoot, POWERCAP);
  let entries: readonly string[];
  try {
    entries = readdirSync(powercap);
  } catch {
    return [];
  }
  return entries
    .filter((entry) => DOMAIN.test(entry))
    .map((entry) => join(powercap, entry))
    .filter((folder) => COUNTED.test(domainName(folder)));
}

function openDomain(folder: string): RaplDomain {
  const counterPath = join(folder, 'energy_uj');
  return {
    counterPath,
    rangeMicrojoules: readCounter(join(folder, 'max_energy_range_uj')),
    lastMicrojoules: readCounter(counterPath),
  };
}

function domainName(folder: string): string {
  try {
    return readFileSync(join(folder, 'name'), 'utf8').trim();
  } catch {
    return '';
  }
}

function readCounter(path: string): number {
  const value = Number(readFileSync(path, 'utf8').trim());
  if (!Number.isFinite(value)) throw new Error(`${path} holds no number`);
  return value;
}
