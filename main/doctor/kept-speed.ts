import { readFile, rename, writeFile } from 'node:fs/promises';
import type { MachineSpeed } from '../../app/contract/engine.ts';

interface KeptSpeed extends MachineSpeed {
  /** The processor it was measured on: a home that moved to another machine is measured anew. */
  readonly cpuModel: string;
  readonly measuredAt: string;
}

/**
 * The measurement kept with the home.
 * @returns null where there is none, it is damaged, or it was made on another processor
 */
export async function readKeptSpeed(file: string, cpuModel: string): Promise<MachineSpeed | null> {
  let kept: Partial<KeptSpeed>;
  try {
    kept = JSON.parse(await readFile(file, 'utf8')) ?? {};
  } catch {
    return null;
  }
  const { gemmGflops, samplesPerSecond } = kept;
  if (kept.cpuModel !== cpuModel) return null;
  if (typeof gemmGflops !== 'number' || typeof samplesPerSecond !== 'number') return null;
  return { gemmGflops, samplesPerSecond };
}

/** Keeps a measurement; a reader never sees half of it. */
export async function keepSpeed(
  file: string,
  speed: MachineSpeed,
  cpuModel: string,
  measuredAt: string,
): Promise<void> {
  const kept: KeptSpeed = { ...speed, cpuModel, measuredAt };
  await writeFile(`${file}.new`, `${JSON.stringify(kept, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
