/** A clock that goes when a test says so, and knows when it is read. */
export class VirtualClock {
  #seconds = 0;
  #wake: (() => void)[] = [];

  readonly now = (): number => {
    for (const wake of this.#wake.splice(0)) wake();
    return this.#seconds;
  };

  advance(seconds: number): void {
    this.#seconds += seconds;
  }

  /** Settles at the next reading. */
  readAgain(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }
}
