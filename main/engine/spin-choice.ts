import { cpus } from 'node:os';

/** What the operating system counts of the processor's time, in milliseconds. */
export interface ProcessorTimes {
  readonly cores: number;
  nowMs(): number;
  /** Time that all cores together have computed. */
  allMs(): number;
  /** Time that this process has computed, all its threads together. */
  ownMs(): number;
}

const THIS_MACHINE: ProcessorTimes = {
  cores: cpus().length,
  nowMs: () => performance.now(),
  allMs: () =>
    cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0),
  ownMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** Kernels count in ticks of 10 ms: a shorter look says nothing. */
const FIRST_LOOK_MS = 100;
const LOOK_MS = 5000;
/** While nothing spins: what was seen as a run began may have been its host at work on it. */
const CALM_LOOK_MS = 1000;
/** Cores that others may use without harm: the odd timer, the host's own work. */
const TOLERATED_CORES = 0.25;

/**
 * Chooses, and chooses again every few seconds, whether an operator's idle threads wait in a busy
 * loop. On free cores that is 8–14 % faster. Where other programs want the cores it is slower by
 * far: half the speed with one of two taken, a fifth with a load of 12 on two (MLP 784-512-512-10,
 * ONNX Runtime 1.30; DESIGN.md §2 and our own measurement, 2026-08).
 */
export class SpinChoice {
  readonly #times: ProcessorTimes;
  /** Infinite until the first look, so that nothing spins on a guess. */
  #othersCores = Number.POSITIVE_INFINITY;
  #nextLookMs: number;
  #lookedMs: number;
  #othersMs: number;

  constructor(times: ProcessorTimes = THIS_MACHINE) {
    this.#times = times;
    this.#lookedMs = times.nowMs();
    this.#nextLookMs = this.#lookedMs + FIRST_LOOK_MS;
    this.#othersMs = times.allMs() - times.ownMs();
  }

  /** What was right in an earlier session of a run is the better guess. */
  beginWith(spins: boolean): void {
    this.#othersCores = spins ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Whether so many threads had better spin, by what other programs computed before the last look. */
  spins(threads: number): boolean {
    const now = this.#times.nowMs();
    if (now >= this.#nextLookMs) {
      const othersMs = this.#times.allMs() - this.#times.ownMs();
      this.#othersCores = (othersMs - this.#othersMs) / (now - this.#lookedMs);
      this.#othersMs = othersMs;
      this.#lookedMs = now;
      this.#nextLookMs = now + (this.#hasRoomFor(threads) ? LOOK_MS : CALM_LOOK_MS);
    }
    return this.#hasRoomFor(threads);
  }

  #hasRoomFor(threads: number): boolean {
    return threads + this.#othersCores <= this.#times.cores + TOLERATED_CORES;
  }
}
