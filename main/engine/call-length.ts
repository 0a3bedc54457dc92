import type { CallPace } from '../../app/compiler/execution-plan.ts';

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

/** After so many calls lengths have been tried anew, and the choice is the run's. */
const SETTLED_AFTER = 32;
/** So much longer or shorter than they were, several times in a row, calls have to be measured anew. */
const STRAYED = 2.5;
const STRAYED_CALLS = 3;

/**
 * Chooses how many steps one call runs, from how long the first calls took. A call takes a fixed time
 * and some for each step; two calls of different lengths tell both. Where the fixed part is small,
 * calls take `TARGET_SECONDS`; where the state is large, or lies on another device, they are longer.
 * The choice is kept, until calls take far longer or shorter than they did.
 */
export class CallLength {
  #longest = 0;
  readonly #most: number;
  #pace: CallPace | null;
  /** Calls that the next choice rests on. */
  #measured = 0;
  /** The last calls that took far longer or shorter than the pace says. */
  #strayed = 0;
  /** Of the last calls, the newest counting as much as all before it. */
  #recent: CallPace = { steps: 0, seconds: 0 };
  #calls = 0;
  /** The last length and one that differs from it, each with what calls of it took. */
  #last: CallPace | null = null;
  #other: CallPace | null = null;
  /** Calls since a pair of lengths was last seen. */
  #alike = 0;

  /**
   * @param most  steps of a call at most, whatever they take
   * @param begun what was settled on before; null in a new run
   */
  constructor(most = Number.POSITIVE_INFINITY, begun: CallPace | null = null) {
    this.#most = most;
    this.#pace = begun;
  }

  /** What was settled on; null before. */
  get pace(): CallPace | null {
    return this.#pace;
  }

  /** Steps of the next call: at least 1, at most `stepsLeft`. */
  next(stepsLeft: number): number {
    const wanted = this.#pace?.steps ?? this.#grown();
    const tried = this.#pace === null ? (this.#telling(wanted) ?? wanted) : wanted;
    return Math.max(1, Math.min(tried, stepsLeft, this.#most));
  }

  /** What is wanted, but not much more than was seen. */
  #grown(): number {
    const grown = Math.max(1, this.#longest) * MAXIMUM_GROWTH;
    return Math.max(1, Math.min(Math.floor(this.#wanted()), grown, this.#most));
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
    if (this.#pace === null) this.#settle();
    else this.#watch(call, this.#pace);
  }

  #settle(): void {
    this.#measured += 1;
    if (this.#measured < SETTLED_AFTER) return;
    const steps = this.#grown();
    const { fixed, perStep } = this.#parts() ?? { fixed: 0, perStep: this.secondsPerStep ?? 0 };
    this.#pace = { steps, seconds: fixed + steps * perStep };
    this.#strayed = 0;
  }

  /** Calls at an epoch's end are shorter, and say nothing. */
  #watch({ steps, seconds }: CallPace, pace: CallPace): void {
    if (steps !== pace.steps) return;
    this.#strayed = ratio(seconds, pace.seconds) >= STRAYED ? this.#strayed + 1 : 0;
    if (this.#strayed < STRAYED_CALLS) return;
    this.#pace = null;
    this.#measured = 0;
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

  #compare(call: CallPace): void {
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
