/** `saving` is waiting for checkpoints and `feeding` for rows, which are time of training too. */
export type Section = 'train' | 'validation' | 'pause' | 'saving' | 'feeding';

/** Adds up how long a session spent in which of its sections. It starts in `train`. */
export class SectionClock {
  readonly #now: () => number;
  readonly #seconds: Record<Section, number> = {
    train: 0,
    validation: 0,
    pause: 0,
    saving: 0,
    feeding: 0,
  };
  #section: Section = 'train';
  #since: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  get section(): Section {
    return this.#section;
  }

  enter(section: Section): void {
    const now = this.#now();
    this.#seconds[this.#section] += (now - this.#since) / 1000;
    this.#since = now;
    this.#section = section;
  }

  /** Does something in another section, and goes back to the one that it is in. */
  async within<T>(section: Section, act: () => Promise<T>): Promise<T> {
    const before = this.#section;
    this.enter(section);
    try {
      return await act();
    } finally {
      this.enter(before);
    }
  }

  /** Seconds of training, with what it waited for. */
  get trainSeconds(): number {
    return this.seconds('train') + this.seconds('saving') + this.seconds('feeding');
  }

  /** Seconds spent in a section so far. */
  seconds(section: Section): number {
    this.enter(this.#section);
    return this.#seconds[section];
  }
}
