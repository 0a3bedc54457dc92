import type { DoctorReport } from './doctor.ts';
import type { MachineSpeed } from './engine.ts';

/** How fast the machine of a report is with what it chose; null until it was measured as it is now. */
export function measuredSpeed({
  chosen,
  changed,
  machine,
  runtimes,
}: DoctorReport): MachineSpeed | null {
  const runtime = runtimes.find(({ id }) => id === chosen);
  const gemmGflops = runtime?.gemmGflops ?? machine.gemmGflops;
  const samplesPerSecond = runtime?.samplesPerSecond;
  if (gemmGflops === null || samplesPerSecond === undefined || changed.length > 0) return null;
  return { gemmGflops, samplesPerSecond };
}
