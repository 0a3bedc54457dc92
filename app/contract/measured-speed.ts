import type { MeasuredSpeed } from '../training/predict-duration.ts';
import type { DoctorReport } from './doctor.ts';

/** How fast the machine of a report is with what it chose; null until it was measured as it is now. */
export function measuredSpeed({
  chosen,
  changed,
  machine,
  runtimes,
}: DoctorReport): MeasuredSpeed | null {
  const runtime = runtimes.find(({ id }) => id === chosen);
  const gemmGflops = runtime?.gemmGflops ?? machine.gemmGflops;
  const bytesPerSecond = runtime?.bytesPerSecond ?? machine.bytesPerSecond;
  const models = runtime?.models ?? [];
  if (gemmGflops === null || bytesPerSecond === null) return null;
  return models.length === 0 || changed.length > 0 ? null : { gemmGflops, bytesPerSecond, models };
}
