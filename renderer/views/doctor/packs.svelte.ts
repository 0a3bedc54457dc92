import type { PackId, PackProgress, PackReport } from '../../../app/contract/packs.ts';
import type { AppError } from '../../../app/errors.ts';
import type { Bridge } from '../../bridge.ts';

/** The packs of the home, and the installation under way, whoever started it. */
export class LivePacks {
  reports = $state.raw<readonly PackReport[]>([]);
  progress = $state.raw<PackProgress | null>(null);
  /** Of the installation that was started here last. */
  failure = $state.raw<{ readonly pack: PackId; readonly error: AppError } | null>(null);
  readonly #bridge: Bridge;
  readonly #onInstalled: () => void;

  constructor(bridge: Bridge, onInstalled: () => void) {
    this.#bridge = bridge;
    this.#onInstalled = onInstalled;
  }

  /** Returns the unsubscriber. */
  connect(): () => void {
    void this.#load();
    const ends = [
      this.#bridge.subscribe('pack.progress', (progress) => {
        this.progress = progress;
      }),
      this.#bridge.subscribe('pack.changed', (changed) => {
        this.progress = null;
        this.reports = this.reports.map((pack) => (pack.id === changed.id ? changed : pack));
        if (changed.status === 'installed') this.#onInstalled();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Fetches it; what was fetched before is taken up again. */
  async install(pack: PackId): Promise<void> {
    this.failure = null;
    const result = await this.#bridge.request('packs.install', { pack, from: null });
    this.progress = null;
    if (!result.ok && result.error.code !== 'cancelled') {
      this.failure = { pack, error: result.error };
    }
  }

  cancel(): void {
    void this.#bridge.request('packs.cancel', null);
  }

  async #load(): Promise<void> {
    const [reports, active] = await Promise.all([
      this.#bridge.request('packs.list', null),
      this.#bridge.request('packs.active', null),
    ]);
    if (reports.ok) this.reports = reports.value;
    if (active.ok) this.progress = active.value;
  }
}
