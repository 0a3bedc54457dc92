import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Linux counts processor time in ticks of this length. */
const TICK_MS = 10;

/**
 * What other programs took of the processor while something was measured: a measurement that they
 * disturbed says more about them.
 */
export class OthersShare {
  readonly #own: readonly number[];
  readonly #beganMs = performance.now();
  readonly #othersMs: number | null;

  /** @param processes ids of the processes that are measured, besides this one */
  constructor(processes: readonly number[]) {
    this.#own = [process.pid, ...processes];
    this.#othersMs = othersMs(this.#own);
  }

  /** @returns share of all cores' time, 0–1; 0 where the system does not tell */
  sinceThen(): number {
    const now = othersMs(this.#own);
    if (now === null || this.#othersMs === null) return 0;
    const passedMs = (performance.now() - this.#beganMs) * availableParallelism();
    return Math.max(0, now - this.#othersMs) / passedMs;
  }
}

/** Time that all programs but these have computed; null on systems other than Linux. */
function othersMs(own: readonly number[]): number | null {
  try {
    const all = ticks(readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '', 1);
    const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] =
      all;
    const busy = user + nice + system + interrupts + softInterrupts + stolen;
    const ours = own.reduce((sum, id) => sum + ownTicks(id), 0);
    return (busy - ours) * TICK_MS;
  } catch {
    return null;
  }
}

/** User and system time of one process, all its threads together. */
function ownTicks(id: number): number {
  const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
  // The name in parentheses may hold blanks; utime and stime are the 12th and 13th field after it.
  const [utime = 0, stime = 0] = ticks(stat.slice(stat.lastIndexOf(')') + 2), 11);
  return utime + stime;
}

const ticks = (line: string, skipped: number): readonly number[] =>
  line.trim().split(/\s+/).slice(skipped).map(Number);
