import { arch, cpus, release, totalmem, type } from 'node:os';
import type { RunEnvironment } from '../../app/training/run.ts';
import type { Runtime } from './runtimes/runtime.ts';

/** The machine and software this process computes with. */
export function environmentOf(hearthVersion: string, runtime: Runtime): RunEnvironment {
  return {
    hearthVersion,
    nodeVersion: process.versions.node,
    runtime: runtime.version,
    platform: `${type()} ${release()} ${arch()}`,
    cpuModel: cpus()[0]?.model.trim() ?? '',
    cpuCores: cpus().length,
    memoryBytes: totalmem(),
    threads: runtime.threads,
    gpu: runtime.device.name,
    driver: runtime.device.driver,
    ...(runtime.device.card !== undefined && { card: runtime.device.card }),
  };
}
