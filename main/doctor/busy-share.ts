import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a figure, short beside what is measured then. */
const LOOK_MS = 500;

/** Share of the processor, 0 to 1, that programs keep busy while this looks and does nothing itself. */
export async function busyShare(milliseconds = LOOK_MS): Promise<number> {
  const before = spent();
  await delay(milliseconds);
  const after = spent();
  const total = after.total - before.total;
  return total > 0 ? 1 - (after.idle - before.idle) / total : 0;
}

/** Milliseconds of all processors since the system was started. */
function spent(): { readonly idle: number; readonly total: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, total };
}
