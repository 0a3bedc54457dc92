interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that passes only when everybody sleeps, and then at once. */
export class VirtualTime {
  #seconds = 0;
  readonly #sleepers: Sleeper[] = [];

  readonly now = (): number => this.#seconds;

  sleep(seconds: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ until: this.#seconds + seconds, wake }));
  }

  /** Until nobody sleeps any more. */
  async run(): Promise<void> {
    for (;;) {
      // Lets everybody who is awake go on as far as they can.
      await new Promise(setImmediate);
      const next = this.#sleepers.reduce(
        (first, { until }) => Math.min(first, until),
        Number.POSITIVE_INFINITY,
      );
      if (next === Number.POSITIVE_INFINITY) return;
      this.#seconds = next;
      const due = this.#sleepers.filter(({ until }) => until <= next);
      for (const sleeper of due) {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        sleeper.wake();
      }
    }
  }
}
