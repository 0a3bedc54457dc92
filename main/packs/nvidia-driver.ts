import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { AppError } from '../../app/errors.ts';
import type { Pack } from './catalogue.ts';

const KERNEL_MODULE = '/proc/driver/nvidia/version';
const ANSWER_MS = 10_000;

/** Version of the NVIDIA driver in use, such as `580.65.06`; null where there is none. */
export async function nvidiaDriver(
  kernelModule = KERNEL_MODULE,
  nvidiaSmi = 'nvidia-smi',
): Promise<string | null> {
  const module = await readFile(kernelModule, 'utf8').catch(() => '');
  const known = /Kernel Module.*?\s(\d+\.\d[\d.]*)/u.exec(module)?.[1];
  if (known !== undefined) return known;
  // Under WSL the module is Windows'.
  const query = ['--query-gpu=driver_version', '--format=csv,noheader'];
  const told = await promisify(execFile)(nvidiaSmi, query, { timeout: ANSWER_MS }).catch(
    () => null,
  );
  return /^\d+\.[\d.]+/u.exec(told?.stdout ?? '')?.[0] ?? null;
}

/**
 * What a machine lacks to use a pack that is installed: `packs/driver-missing` or
 * `packs/driver-old`, else null. The libraries of a pack cannot even be loaded without a driver.
 */
export function driverProblem({ id, oldestDriver }: Pack, driver: string | null): AppError | null {
  if (oldestDriver === null) return null;
  if (driver === null) return { code: 'packs/driver-missing', pack: id, needed: oldestDriver };
  return Number.parseInt(driver, 10) < oldestDriver
    ? { code: 'packs/driver-old', pack: id, found: driver, needed: oldestDriver }
    : null;
}
