/** Each time makes two messages: at most 20 a second. */
const INTERVAL_MS = 100;

export interface Figures {
  /** Mean over the steps since the last time. */
  readonly loss: number;
  readonly samplesPerSecond: number;
}

/** Gathers what calls report, so that the host hears of it a few times a second, not every call. */
export class LiveFigures {
  readonly #now: () => number;
  #since: number;
  #lossSum = 0;
  #steps = 0;
  #samples = 0;
  #seconds = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /** @param seconds what the call took */
  add(losses: Float32Array, samples: number, seconds: number): void {
    for (const loss of losses) this.#lossSum += loss;
    this.#steps += losses.length;
    this.#samples += samples;
    this.#seconds += seconds;
  }

  /** What was gathered since the last time, once enough time has passed; null until then. */
  takeDue(): Figures | null {
    return this.#now() - this.#since < INTERVAL_MS ? null : this.take();
  }

  /** What was gathered since the last time; null where that is nothing. */
  take(): Figures | null {
    if (this.#steps === 0) return null;
    const figures = {
      loss: this.#lossSum / this.#steps,
      samplesPerSecond: this.#samples / this.#seconds,
    };
    this.#since = this.#now();
    this.#lossSum = 0;
    this.#steps = 0;
    this.#samples = 0;
    this.#seconds = 0;
    return figures;
  }
}
