import type { Params } from '../../../app/contract/requests.ts';
import type {
  Measurement,
  MeasurementProgress,
} from '../../../app/cost/measurement/measurement.ts';
import type { AppError, Result } from '../../../app/errors.ts';
import type { Bridge } from '../../bridge.ts';

/** The measurement under way, whoever started it: this page, another one or the command line. */
export class LiveMetering {
  progress = $state.raw<MeasurementProgress | null>(null);
  /** Why the last one that was followed here stored nothing; null once it is read or another began. */
  failure = $state.raw<AppError | null>(null);
  stopping = $state(false);
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Returns the unsubscriber. */
  connect(): () => void {
    void this.#load();
    const ends = [
      this.#bridge.subscribe('measurement.progress', (progress) => {
        if (this.progress?.token !== progress.token) this.stopping = false;
        this.progress = progress;
        this.failure = null;
      }),
      this.#bridge.subscribe('measurement.ended', ({ token, error }) => {
        if (this.progress === null || this.progress.token !== token) return;
        this.progress = null;
        this.stopping = false;
        this.failure = error?.code === 'cancelled' ? null : error;
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  start(wish: Omit<Params<'measurements.start'>, 'token'>): Promise<Result<Measurement>> {
    this.failure = null;
    return this.#bridge.request('measurements.start', { ...wish, token: crypto.randomUUID() });
  }

  stop(): void {
    if (this.progress === null) return;
    this.stopping = true;
    void this.#bridge.request('measurements.stop', { token: this.progress.token });
  }

  async #load(): Promise<void> {
    const active = await this.#bridge.request('measurements.active', null);
    if (active.ok && active.value !== null) this.progress = active.value;
  }
}
