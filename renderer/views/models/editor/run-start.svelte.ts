import type { Params, Reply } from '../../../../app/contract/requests.ts';
import { doneOfAll, type FoldPlace } from '../../../../app/dataset/import-progress.ts';
import type { Result } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';

/** How far the folds are that are prepared before any run is stored. */
export interface FoldsPrepared extends FoldPlace {
  /** 0–1 of all of them. */
  readonly done: number;
}

/** Starts runs; folds are prepared first, which may be ended. */
export class RunStart {
  busy = $state(false);
  /** Null while no folds are prepared. */
  preparing = $state.raw<FoldsPrepared | null>(null);
  cancelling = $state(false);
  /** Whether the last start was cancelled. */
  cancelled = $state(false);
  readonly #bridge: Bridge;
  #token: string | null = null;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** @returns null where it was cancelled */
  async start(wanted: Params<'runs.start'>): Promise<Result<Reply<'runs.start'>> | null> {
    const token = crypto.randomUUID();
    this.#token = token;
    this.busy = true;
    this.cancelled = false;
    const { folds } = wanted;
    if (folds !== undefined) this.preparing = { index: 0, folds, done: 0 };
    const unsubscribe = this.#bridge.subscribe('import.progress', (progress) => {
      const { fold } = progress;
      if (progress.token !== token || fold === undefined) return;
      this.preparing = { ...fold, done: doneOfAll(progress, fold) };
    });
    const started = await this.#bridge.request('runs.start', { ...wanted, token });
    unsubscribe();
    this.#token = null;
    this.busy = false;
    this.preparing = null;
    this.cancelling = false;
    this.cancelled = !started.ok && started.error.code === 'cancelled';
    return this.cancelled ? null : started;
  }

  async cancel(): Promise<void> {
    if (this.#token === null) return;
    this.cancelling = true;
    await this.#bridge.request('datasets.cancel-import', { token: this.#token });
  }
}
