import type { RunId } from '../../app/ids.ts';

/** A run in an engine process of its own. */
export interface ActiveRun {
  readonly id: RunId;
  pause(): void;
  continue(): void;
  /** Ends at the next call boundary with a checkpoint. */
  stop(): void;
  /** Settles once the run's last row is written. */
  readonly ended: Promise<void>;
}

/**
 * Runs wait in line for the machine: one trains at a time, since two on the same processor
 * would each take more than twice as long and make measured costs meaningless.
 */
export class RunQueue {
  readonly #start: (id: RunId) => ActiveRun;
  readonly #waiting: RunId[] = [];
  #active: ActiveRun | null = null;
  #closed = false;

  constructor(start: (id: RunId) => ActiveRun) {
    this.#start = start;
  }

  /** Runs in line and in training. */
  get size(): number {
    return this.#waiting.length + (this.#active === null ? 0 : 1);
  }

  add(id: RunId): void {
    this.#waiting.push(id);
    this.#next();
  }

  /** The run if it is training now. */
  active(id: RunId): ActiveRun | null {
    return this.#active?.id === id ? this.#active : null;
  }

  /** Whether a run trains or waits to. */
  has(id: RunId): boolean {
    return this.#active?.id === id || this.#waiting.includes(id);
  }

  /** Takes a waiting run out of the line; false if it was not waiting. */
  withdraw(id: RunId): boolean {
    const index = this.#waiting.indexOf(id);
    if (index < 0) return false;
    this.#waiting.splice(index, 1);
    return true;
  }

  /** Starts nothing more and ends the training run at a checkpoint; the ids still in line come back. */
  async close(): Promise<readonly RunId[]> {
    this.#closed = true;
    this.#active?.stop();
    await this.#active?.ended;
    return this.#waiting.splice(0);
  }

  #next(): void {
    if (this.#closed || this.#active !== null) return;
    const id = this.#waiting.shift();
    if (id === undefined) return;
    const run = this.#start(id);
    this.#active = run;
    void run.ended.finally(() => {
      this.#active = null;
      this.#next();
    });
  }
}
