import { readdirSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus } from 'node:os';

/** Cores with two hardware threads gain nothing from a second thread of matrix products. */
const THREADS_PER_CORE = 2;

/**
 * Threads for one operator: the physical cores that this process may use.
 * Linux says which hardware threads share a core. Elsewhere x64 is taken to have two a core, as all
 * but a few desktop chips do, and other processors one.
 */
export function physicalCores(): number {
  const usable = availableParallelism();
  const cores =
    process.platform === 'linux'
      ? linuxCores()
      : arch() === 'x64'
        ? Math.ceil(cpus().length / THREADS_PER_CORE)
        : cpus().length;
  return Math.max(1, Math.min(usable, cores ?? usable));
}

/**
 * Null where /sys does not tell, as in some containers.
 * @source Linux, Documentation/ABI/stable/sysfs-devices-system-cpu: `core_cpus_list`
 */
function linuxCores(): number | null {
  const folder = '/sys/devices/system/cpu';
  try {
    const cores = readdirSync(folder)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((cpu) => readFileSync(`${folder}/${cpu}/topology/core_cpus_list`, 'utf8'));
    return new Set(cores).size || null;
  } catch {
    return null;
  }
}

/** Milliseconds that all cores together, and this process alone, have computed so far. */
interface ComputedMs {
  readonly atMs: number;
  readonly allMs: number;
  readonly ownMs: number;
}

function computedMs(): ComputedMs {
  const times = cpus().map(({ times }) => times);
  const own = process.cpuUsage();
  return {
    atMs: performance.now(),
    allMs: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0),
    ownMs: (own.user + own.system) / 1000,
  };
}

/** Kernels count in ticks of 10 ms: a shorter look says nothing. */
const SHORTEST_LOOK_MS = 100;

/** Watches how many cores other programs keep busy, from its making until it is asked. */
export class OtherLoad {
  readonly #start = computedMs();

  /** Busy cores, e.g. 0.3; 0 where too little time has passed to tell. */
  busyCores(): number {
    const now = computedMs();
    const elapsedMs = now.atMs - this.#start.atMs;
    if (elapsedMs < SHORTEST_LOOK_MS) return 0;
    const othersMs = now.allMs - this.#start.allMs - (now.ownMs - this.#start.ownMs);
    return Math.max(0, othersMs / elapsedMs);
  }
}
