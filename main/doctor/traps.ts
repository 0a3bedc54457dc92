import type { DiskSpeed, Trap, TrapCode } from '../../app/contract/doctor.ts';
import { OLDEST_DRIVERS } from '../../app/contract/packs.ts';
import type { MessageValues } from '../../app/text.ts';
import { text } from '../../app/text.ts';
import { BYTES_PER_GIB, BYTES_PER_MIB } from '../../app/units.ts';
import { type CardFacts, hasStandIn, isLoaded, isSilent } from './cards.ts';
import type { MemoryFacts } from './memory-facts.ts';
import type { NativeFailure } from './native-modules.ts';
import {
  byDistribution,
  driverCommand,
  loaderCommand,
  RESTART,
  UPDATE_WSL,
} from './repair-commands.ts';
import type { Surroundings } from './surroundings.ts';

const LOW_MEMORY_BYTES = BYTES_PER_GIB;
/** Less than this is swapped out of long habit, not for want of memory. */
const SWAP_BYTES = 256 * BYTES_PER_MIB;
/** A desk at rest stays below. */
const BUSY_SHARE = 0.25;
const SLOW_DISK_BYTES_PER_SECOND = 50e6;

/** What traps are found in. */
export interface TrapFacts {
  readonly platform: string;
  readonly arch: string;
  readonly cores: number;
  readonly vectors: readonly string[];
  readonly memory: MemoryFacts;
  readonly cards: readonly CardFacts[];
  readonly surroundings: Surroundings;
  /** As far as it was looked for. */
  readonly nativeFailures: readonly NativeFailure[];
  /** How often the processor slowed down for heat during the measurement. */
  readonly throttledTimes: number;
  /** Of the processor, 0 to 1, by others as the measurement began. */
  readonly busyShare: number;
  readonly disk: DiskSpeed | null;
}

type Finder = (facts: TrapFacts) => {
  readonly values?: MessageValues;
  readonly command?: string | null;
} | null;

/** Each trap, and when a machine is in it; in the order in which they are to be seen to. */
const TRAPS: Readonly<
  Record<TrapCode, { readonly effect: Trap['effect']; readonly find: Finder }>
> = {
  'native-modules': {
    effect: 'stops',
    find: ({ nativeFailures }) => {
      const [first] = nativeFailures;
      if (first === undefined) return null;
      const modules = nativeFailures.map(({ module }) => module).join(', ');
      // Built for another Node: building again is enough. Otherwise files are missing.
      const rebuild = /NODE_MODULE_VERSION/.test(first.message);
      return {
        values: { modules, message: first.message },
        command: rebuild
          ? `npm rebuild ${nativeFailures.map((one) => one.module).join(' ')}`
          : 'npm ci',
      };
    },
  },
  'card-without-driver': {
    effect: 'stops',
    find: ({ cards, surroundings }) => {
      const card = cards.find((each) => isSilent(each) && hasStandIn(each));
      return card === undefined
        ? null
        : { values: { card: card.name }, command: driverCommand(surroundings) };
    },
  },
  'driver-silent': {
    effect: 'stops',
    find: ({ cards }) => {
      const card = cards.find((each) => isSilent(each) && isLoaded(each));
      return card === undefined ? null : { values: { card: card.name }, command: RESTART };
    },
  },
  'driver-old': {
    effect: 'stops',
    find: ({ platform, cards, surroundings }) => {
      // Elsewhere CUDA is not offered, whatever the driver.
      if (platform !== 'linux') return null;
      const old = cards.find(
        ({ vendor, driver }) =>
          vendor === 'nvidia' && Number.parseInt(driver ?? '', 10) < (OLDEST_DRIVERS.cuda ?? 0),
      );
      return old === undefined
        ? null
        : {
            values: { card: old.name, driver: old.driver ?? '', needed: OLDEST_DRIVERS.cuda ?? 0 },
            command: driverCommand(surroundings),
          };
    },
  },
  'vulkan-loader': {
    effect: 'stops',
    find: ({ cards, surroundings: { vulkan, distribution } }) =>
      cards.length > 0 && vulkan?.loader === false
        ? { command: loaderCommand(distribution) }
        : null,
  },
  'vulkan-driver': {
    effect: 'stops',
    find: ({ cards, surroundings: { vulkan, distribution } }) => {
      const [card] = cards;
      if (card === undefined || vulkan?.loader !== true || vulkan.drivers > 0) return null;
      // NVIDIA's comes with its driver.
      const command =
        card.vendor === 'nvidia'
          ? null
          : byDistribution(distribution, {
              debian: 'sudo apt install mesa-vulkan-drivers',
              fedora: 'sudo dnf install mesa-vulkan-drivers',
              arch: `sudo pacman -S vulkan-${card.vendor === 'amd' ? 'radeon' : 'intel'}`,
            });
      return { values: { card: card.name }, command };
    },
  },
  'remote-desktop': {
    effect: 'stops',
    find: ({ cards, surroundings }) =>
      surroundings.remoteDesktop && cards.length === 0 ? {} : null,
  },
  wsl: {
    effect: 'stops',
    find: ({ surroundings: { wsl, wslCuda } }) =>
      wsl && !wslCuda ? { command: UPDATE_WSL } : null,
  },
  'memory-low': {
    effect: 'slows',
    find: ({ memory: { freeBytes } }) =>
      freeBytes < LOW_MEMORY_BYTES ? { values: { free: mebibytes(freeBytes) } } : null,
  },
  'swap-used': {
    effect: 'slows',
    find: ({ memory: { swapUsedBytes, totalBytes, freeBytes } }) =>
      // Old pages lie there harmlessly as long as memory is free.
      swapUsedBytes > SWAP_BYTES && freeBytes < totalBytes / 4
        ? { values: { used: mebibytes(swapUsedBytes) } }
        : null,
  },
  'cpu-quota': {
    effect: 'slows',
    find: ({ cores, surroundings: { cpuQuota } }) => {
      if (cpuQuota === null || cpuQuota >= cores) return null;
      const threads = Math.max(1, Math.floor(cpuQuota));
      const quota = Math.round(cpuQuota * 10) / 10;
      return { values: { quota, cores }, command: `hearth settings set threads ${threads}` };
    },
  },
  'on-battery': {
    effect: 'slows',
    find: ({ surroundings }) => (surroundings.onBattery ? {} : null),
  },
  'processor-throttled': {
    effect: 'slows',
    find: ({ throttledTimes }) =>
      throttledTimes > 0 ? { values: { times: throttledTimes } } : null,
  },
  'processor-busy': {
    effect: 'slows',
    find: ({ busyShare }) =>
      busyShare >= BUSY_SHARE
        ? { values: { busy: Math.round(busyShare * 100) }, command: 'hearth doctor --again' }
        : null,
  },
  'card-throttled': {
    effect: 'slows',
    find: ({ cards }) => {
      const hot = cards.find(({ throttled }) => throttled);
      return hot === undefined
        ? null
        : { values: { card: hot.name }, command: 'nvidia-smi -q -d TEMPERATURE,PERFORMANCE' };
    },
  },
  'no-avx2': {
    effect: 'slows',
    find: ({ arch, vectors }) =>
      // Without any the system does not tell.
      arch === 'x64' && vectors.length > 0 && !vectors.includes('AVX2') ? {} : null,
  },
  'disk-slow': {
    effect: 'slows',
    find: ({ disk }) =>
      disk !== null && disk.readBytesPerSecond < SLOW_DISK_BYTES_PER_SECOND
        ? { values: { rate: Math.round(disk.readBytesPerSecond / 1e6) } }
        : null,
  },
};

/** The traps that a machine is in, those that stop an engine first. */
export function findTraps(facts: TrapFacts): readonly Trap[] {
  return Object.entries(TRAPS).flatMap(([name, { effect, find }]) => {
    const found = find(facts);
    if (found === null) return [];
    const code = name as TrapCode;
    const { values = {}, command = null } = found;
    return [
      {
        code,
        effect,
        values,
        reason: text('en', `doctor.trap.${code}`, values),
        repair: text('en', `doctor.trap-repair.${code}`, values),
        command,
      },
    ];
  });
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / BYTES_PER_MIB);
}
