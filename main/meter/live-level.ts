import type { MeasurementProgress, ServingLoad } from '../../app/cost/measurement/measurement.ts';
import { plannedRequests } from './level.ts';

type Level = NonNullable<MeasurementProgress['level']>;

/** Seconds between two reports while answers come. */
const REPORT_SECONDS = 0.25;

/** Counts what a level has brought so far. */
export class LiveLevel {
  #level: Level;
  readonly #startedAt: number;
  readonly #now: () => number;
  readonly #tell: (level: Level) => void;
  #toldAt: number;

  constructor(
    concurrency: number,
    load: ServingLoad,
    now: () => number,
    tell: (level: Level) => void,
  ) {
    this.#level = {
      concurrency,
      requests: 0,
      plannedRequests: plannedRequests(load.requests, concurrency),
      failures: 0,
      seconds: 0,
      plannedSeconds: load.seconds,
      outputTokens: 0,
    };
    this.#now = now;
    this.#tell = tell;
    this.#startedAt = now();
    this.#toldAt = this.#startedAt;
    tell(this.#level);
  }

  token(): void {
    this.#change({ outputTokens: this.#level.outputTokens + 1 });
  }

  ended(isWhole: boolean): void {
    const { requests, failures } = this.#level;
    this.#change(isWhole ? { requests: requests + 1 } : { failures: failures + 1 });
  }

  #change(change: Partial<Level>): void {
    const at = this.#now();
    this.#level = { ...this.#level, ...change, seconds: at - this.#startedAt };
    if (at - this.#toldAt < REPORT_SECONDS) return;
    this.#toldAt = at;
    this.#tell(this.#level);
  }
}
