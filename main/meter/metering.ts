import type { MeasurementProgress } from '../../app/cost/measurement/measurement.ts';
import { type AppError, fail, type Result } from '../../app/errors.ts';
import type { MachineFacts } from '../doctor/machine-facts.ts';
import { type MeasuredServer, type MeterWish, measureServer } from './measure-server.ts';
import { NO_POWER, startPower } from './power.ts';

/** By its index. */
const FIRST_CARD = '0';

interface Active {
  readonly token: string;
  readonly stop: AbortController;
  /** Settles when it has ended; a bug is for who started it. */
  ended: Promise<unknown>;
  progress: MeasurementProgress;
}

/** Told as it goes and when it has ended, well or not. */
export interface MeteringListener {
  readonly onProgress: (progress: MeasurementProgress) => void;
  readonly onEnd: (end: { readonly token: string; readonly error: AppError | null }) => void;
}

/** Measures one server at a time: two measurements would disturb each other. */
export class Metering {
  readonly #listener: MeteringListener;
  #active: Active | null = null;

  constructor(listener: MeteringListener) {
    this.#listener = listener;
  }

  /** How far the one under way is; null where there is none. */
  get progress(): MeasurementProgress | null {
    return this.#active?.progress ?? null;
  }

  /**
   * Measures, and hands the outcome to `keep` before it counts as ended.
   * Fails with `meter/busy`, or as `measureServer` and `keep` do.
   * @param seed another one each time
   */
  start<T>(
    token: string,
    wish: MeterWish,
    { gpu }: Pick<MachineFacts, 'gpu'>,
    seed: number,
    keep: (measured: MeasuredServer) => Result<T>,
  ): Promise<Result<T>> {
    if (this.#active !== null) {
      return Promise.resolve(fail({ code: 'meter/busy', url: this.#active.progress.url }));
    }
    const stop = new AbortController();
    const { url, load } = wish;
    const { concurrencies } = load;
    const active: Active = {
      token,
      stop,
      progress: { token, url, phase: 'connecting', level: null, concurrencies, finished: [] },
      ended: Promise.resolve(),
    };
    this.#active = active;
    const outcome = this.#measure(active, wish, gpu !== null, seed, keep);
    active.ended = outcome.catch(() => {});
    return outcome;
  }

  /** Stops the one that was started under this token; its start then ends. */
  stop(token: string): void {
    if (this.#active?.token === token) this.#active.stop.abort();
  }

  /** Stops whatever is under way and waits for its end. */
  async close(): Promise<void> {
    this.#active?.stop.abort();
    await this.#active?.ended;
  }

  async #measure<T>(
    active: Active,
    wish: MeterWish,
    hasCard: boolean,
    seed: number,
    keep: (measured: MeasuredServer) => Result<T>,
  ): Promise<Result<T>> {
    const { token } = active;
    let error: AppError | null = { code: 'cancelled' };
    try {
      const measured = await measureServer(wish, {
        now: () => performance.now() / 1000,
        seed,
        signal: active.stop.signal,
        startPower: (isHere) => (isHere ? startPower(hasCard ? FIRST_CARD : null) : NO_POWER),
        onProgress: (progress) => {
          active.progress = { token, ...progress };
          this.#listener.onProgress(active.progress);
        },
      });
      const kept = measured.ok ? keep(measured.value) : measured;
      error = kept.ok ? null : kept.error;
      return kept;
    } finally {
      this.#active = null;
      this.#listener.onEnd({ token, error });
    }
  }
}
