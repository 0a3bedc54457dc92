/** Between 0.1 s, where the cost of a call starts to show, and 0.25 s, where stop starts to feel slow. */
const TARGET_SECONDS = 0.2;
/** The first calls of a process are slow, so their measurements say little. */
const MAXIMUM_GROWTH = 4;

/** Chooses how many steps one call runs, from how long the last calls took. */
export class CallLength {
  #longest = 0;
  readonly #most: number;
  #secondsPerStep: number | null = null;

  /** @param most steps of a call, whatever they take */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** Steps of the next call: at least 1, at most `stepsLeft`. */
  next(stepsLeft: number): number {
    const wanted = TARGET_SECONDS / (this.#secondsPerStep ?? Number.POSITIVE_INFINITY);
    const grown = Math.max(1, this.#longest) * MAXIMUM_GROWTH;
    return Math.max(1, Math.min(Math.floor(wanted), grown, stepsLeft, this.#most));
  }

  /** What one call took; the newest weighs as much as all before it. */
  measured(steps: number, seconds: number): void {
    const latest = seconds / steps;
    this.#secondsPerStep =
      this.#secondsPerStep === null ? latest : (this.#secondsPerStep + latest) / 2;
    this.#longest = Math.max(this.#longest, steps);
  }

  /** Null until the first call is over. */
  get secondsPerStep(): number | null {
    return this.#secondsPerStep;
  }
}
