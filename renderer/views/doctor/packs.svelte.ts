import type { PackId, PackProgress, PackReport } from '../../../app/contract/packs.ts';
import type { AppError } from '../../../app/errors.ts';
import type { Bridge } from '../../bridge.ts';

/** The packs of the home, and the installation under way, whoever started it. */
export class LivePacks {
  reports = $state.raw<readonly PackReport[]>([]);
  progress = $state.raw<PackProgress | null>(null);
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
        const before = this.reports.find(({ id }) => id === changed.id);
        this.#replace(changed);
        if (changed.status === 'installed' && before?.status !== 'installed') this.#onInstalled();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Fetches it; what was fetched before is taken up again. */
  async install(pack: PackId): Promise<void> {
    this.#tellFailed(pack, null);
    const result = await this.#bridge.request('packs.install', { pack, from: null });
    this.progress = null;
    if (!result.ok && result.error.code !== 'cancelled') this.#tellFailed(pack, result.error);
  }

  dismiss(pack: PackId): void {
    void this.#bridge.request('packs.dismiss', { pack });
  }

  cancel(): void {
    void this.#bridge.request('packs.cancel', null);
  }

  #tellFailed(pack: PackId, failed: AppError | null): void {
    const report = this.reports.find(({ id }) => id === pack);
    if (report !== undefined) this.#replace({ ...report, failed });
  }

  #replace(changed: PackReport): void {
    this.reports = this.reports.map((pack) => (pack.id === changed.id ? changed : pack));
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
