import type { DoctorProgress, DoctorReport } from '../../../app/contract/doctor.ts';
import type { AppError } from '../../../app/errors.ts';
import type { Bridge } from '../../bridge.ts';

/** The measurement of this machine, whoever started it: this page, another one or the command line. */
export class Measuring {
  /** Null where none is under way. */
  progress = $state.raw<DoctorProgress | null>(null);
  /** Why the last one that was started here brought nothing. */
  failure = $state.raw<AppError | null>(null);
  stopping = $state(false);
  readonly #bridge: Bridge;
  readonly #onReport: (report: DoctorReport) => void;

  constructor(bridge: Bridge, onReport: (report: DoctorReport) => void) {
    this.#bridge = bridge;
    this.#onReport = onReport;
  }

  /** Returns the unsubscriber. */
  connect(): () => void {
    return this.#bridge.subscribe('doctor.progress', ({ progress }) => {
      const before = this.progress;
      this.progress = progress;
      if (before === null || before.engine === progress?.engine) return;
      if (progress === null) this.stopping = false;
      // What came of the engine before is kept by now.
      void this.#look();
    });
  }

  /** @param again also where this machine was measured as it is */
  async start(again: boolean): Promise<void> {
    this.failure = null;
    const result = await this.#bridge.request('doctor.report', { measure: true, again });
    if (result.ok) this.#onReport(result.value);
    else if (result.error.code !== 'cancelled') this.failure = result.error;
  }

  stop(): void {
    this.stopping = true;
    void this.#bridge.request('doctor.stop', null);
  }

  async #look(): Promise<void> {
    const read = await this.#bridge.request('doctor.report', { measure: false });
    if (!read.ok) return;
    this.#onReport(read.value);
    this.progress = read.value.measuring;
  }
}
