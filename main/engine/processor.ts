import { readdirSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus } from 'node:os';

/** Cores with two hardware threads gain nothing from a second thread of matrix products. */
const THREADS_PER_CORE = 2;

/**
 * The physical cores that this process may use.
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
