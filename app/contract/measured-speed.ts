import type { MachineSpeed } from './engine.ts';
import type { DoctorReport } from './requests.ts';

/** How fast the machine of a report is; null until it was measured. */
export function measuredSpeed({ chosen, machine, runtimes }: DoctorReport): MachineSpeed | null {
  const { gemmGflops } = machine;
  const samplesPerSecond = runtimes.find(({ id }) => id === chosen)?.samplesPerSecond;
  return gemmGflops === null || samplesPerSecond === undefined
    ? null
    : { gemmGflops, samplesPerSecond };
}
