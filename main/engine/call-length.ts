/** Between 0.1 s, where the cost of a call starts to show, and 0.25 s, where stop starts to feel slow. */
const TARGET_SECONDS = 0.2;
/** The first calls of a process are slow, so their measurements say little. */
const MAXIMUM_GROWTH = 4;
/** Of a call's time, what handing the state to another device and back may take. */
const MOST_HANDING_OVER = 0.05;
/** Stop and pause wait for a call: no share is worth more than this. */
const LONGEST_SECONDS = 2;

/** Of the first calls, which show what handing over takes, even where a step takes long. */
const COMPARED_STEPS = [1, 1, 2];
/** Calls whose lengths differ less say more of noise than of handing over. */
const TELLING = 2;

interface MeasuredCall {
  readonly steps: number;
  readonly seconds: number;
}

export interface CallLengthOptions {
  /** Steps of a call at most, whatever they take. */
  readonly most?: number;
  /**
   * Whether each call hands the state over to another device: calls are then as long as that takes
   * little of them, which is seen from calls of different lengths.
   */
  readonly handsOver?: boolean;
}

/** Chooses how many steps one call runs, from how long the last calls took. */
export class CallLength {
  #longest = 0;
  readonly #most: number;
  readonly #handsOver: boolean;
  #secondsPerStep: number | null = null;
  #calls = 0;
  #last: MeasuredCall | null = null;
  #handingSeconds = 0;

  constructor({ most = Number.POSITIVE_INFINITY, handsOver = false }: CallLengthOptions = {}) {
    this.#most = most;
    this.#handsOver = handsOver;
  }

  /** Steps of the next call: at least 1, at most `stepsLeft`. */
  next(stepsLeft: number): number {
    const compared = this.#handsOver ? COMPARED_STEPS[this.#calls] : undefined;
    if (compared !== undefined) return Math.max(1, Math.min(compared, stepsLeft, this.#most));
    const handingShare = this.#handingSeconds / MOST_HANDING_OVER;
    const target = Math.min(LONGEST_SECONDS, Math.max(TARGET_SECONDS, handingShare));
    const wanted = target / (this.#secondsPerStep ?? Number.POSITIVE_INFINITY);
    const grown = Math.max(1, this.#longest) * MAXIMUM_GROWTH;
    return Math.max(1, Math.min(Math.floor(wanted), grown, stepsLeft, this.#most));
  }

  /** What one call took; the newest weighs as much as all before it. */
  measured(steps: number, seconds: number): void {
    const latest = seconds / steps;
    this.#calls += 1;
    // The first call also makes a device ready.
    const isReady = this.#calls > 2 || !this.#handsOver;
    const before = isReady ? this.#secondsPerStep : null;
    this.#secondsPerStep = before === null ? latest : (before + latest) / 2;
    this.#longest = Math.max(this.#longest, steps);
    if (this.#handsOver) this.#compare({ steps, seconds });
  }

  /** Null until the first call is over. */
  get secondsPerStep(): number | null {
    return this.#secondsPerStep;
  }

  /** What calls of two lengths have in common besides their steps is handing over. */
  #compare(call: MeasuredCall): void {
    const last = this.#last;
    if (last !== null && ratio(call.steps, last.steps) >= TELLING) {
      const perStep = (call.seconds - last.seconds) / (call.steps - last.steps);
      this.#handingSeconds = Math.max(0, call.seconds - Math.max(0, perStep) * call.steps);
    }
    // The first says nothing of handing over.
    if (this.#calls > 1) this.#last = call;
  }
}

const ratio = (one: number, other: number): number => Math.max(one, other) / Math.min(one, other);
