/** Between 0.1 s, where the cost of a call starts to show, and 0.25 s, where stop starts to feel slow. */
const TARGET_SECONDS = 0.2;
/** The first calls of a process are slow, so their measurements say little. */
const MAXIMUM_GROWTH = 4;
/** Of a call's time, what is the same however many steps it takes: handing the state over and back. */
const MOST_FIXED = 0.05;
/** Stop and pause wait for a call: no smaller share is worth more than this. */
const LONGEST_SECONDS = 1;
/** Where the fixed part is most of that, the steps get as much time again. */
const LEAST_FOR_STEPS = 0.5;

/** Calls whose lengths differ less say more of noise than of what calls have in common. */
const TELLING = 2;
/** After so many calls of one length, another is tried: what was seen may have been a disturbance. */
const SEEN_ANEW_AFTER = 16;
/** A longer call is not doubled only to see what it is made of. */
const LONGEST_DOUBLED_SECONDS = 2;

interface MeasuredCall {
  readonly steps: number;
  readonly seconds: number;
}

/**
 * Chooses how many steps one call runs, from how long the last calls took. A call takes a fixed time
 * and some for each step; two calls of different lengths tell both. Where the fixed part is small,
 * calls take `TARGET_SECONDS`; where the state is large, or lies on another device, they are longer.
 */
export class CallLength {
  #longest = 0;
  readonly #most: number;
  /** Of the last calls, the newest counting as much as all before it. */
  #recent: MeasuredCall = { steps: 0, seconds: 0 };
  #calls = 0;
  /** The last length and one that differs from it, each with what calls of it took. */
  #last: MeasuredCall | null = null;
  #other: MeasuredCall | null = null;
  /** Calls since a pair of lengths was last seen. */
  #alike = 0;

  /** @param most steps of a call at most, whatever they take */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** Steps of the next call: at least 1, at most `stepsLeft`. */
  next(stepsLeft: number): number {
    const grown = Math.max(1, this.#longest) * MAXIMUM_GROWTH;
    const wanted = Math.max(1, Math.min(Math.floor(this.#wanted()), grown));
    return Math.max(1, Math.min(this.#telling(wanted) ?? wanted, stepsLeft, this.#most));
  }

  /** What one call took. */
  measured(steps: number, seconds: number): void {
    this.#calls += 1;
    this.#longest = Math.max(this.#longest, steps);
    const call = { steps, seconds };
    // The first call also makes the process, and perhaps a device, ready.
    const before = this.#calls > 2 ? this.#recent : { steps: 0, seconds: 0 };
    this.#recent = {
      steps: before.steps / 2 + steps,
      seconds: before.seconds / 2 + seconds,
    };
    if (this.#calls > 1) this.#compare(call);
  }

  /** Null until the first call is over. */
  get secondsPerStep(): number | null {
    const { steps, seconds } = this.#recent;
    return steps === 0 ? null : seconds / steps;
  }

  /** Of the last call; 0 before it. */
  get stepsPerCall(): number {
    return this.#last?.steps ?? this.#longest;
  }

  /** Share of the last call that is the same however long it is; null until two lengths have told. */
  get fixedShare(): number | null {
    const parts = this.#parts();
    if (parts === null || this.#last === null) return null;
    return Math.min(1, parts.fixed / this.#last.seconds);
  }

  #wanted(): number {
    const parts = this.#parts();
    if (parts === null) return TARGET_SECONDS / (this.secondsPerStep ?? Number.POSITIVE_INFINITY);
    const { fixed, perStep } = parts;
    const longest = Math.max(LONGEST_SECONDS, fixed / LEAST_FOR_STEPS);
    const target = Math.min(longest, Math.max(TARGET_SECONDS, fixed / MOST_FIXED));
    return (target - fixed) / perStep;
  }

  /** Seconds that a call takes whatever its length, and for each of its steps. */
  #parts(): { readonly fixed: number; readonly perStep: number } | null {
    const [last, other] = [this.#last, this.#other];
    if (last === null || other === null) return null;
    const perStep = Math.max(0, (last.seconds - other.seconds) / (last.steps - other.steps));
    return { perStep, fixed: Math.max(0, last.seconds - perStep * last.steps) };
  }

  /** Another length than the last, where it is time to see what a call is made of. */
  #telling(wanted: number): number | null {
    const last = this.#last;
    if (last === null || ratio(wanted, last.steps) >= TELLING) return null;
    if (this.#alike < (this.#other === null ? 1 : SEEN_ANEW_AFTER)) return null;
    if (last.steps >= MAXIMUM_GROWTH) return Math.floor(last.steps / MAXIMUM_GROWTH);
    return last.seconds <= LONGEST_DOUBLED_SECONDS ? last.steps * TELLING : null;
  }

  #compare(call: MeasuredCall): void {
    const last = this.#last;
    const differs = last !== null && ratio(call.steps, last.steps) >= TELLING;
    if (differs) this.#other = last;
    this.#alike = differs ? 0 : this.#alike + 1;
    this.#last =
      last?.steps === call.steps
        ? { steps: call.steps, seconds: (last.seconds + call.seconds) / 2 }
        : call;
  }
}

const ratio = (one: number, other: number): number => Math.max(one, other) / Math.min(one, other);
