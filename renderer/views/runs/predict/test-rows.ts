import { ok, type Result } from '../../../../app/errors.ts';
import type { ScoredRow } from '../../../../app/metrics/evaluation.ts';
import type { Bridge } from '../../../bridge.ts';

/** The rows of a dataset's test split, one after the other, the first again after the last. */
export class TestRows {
  readonly #bridge: Bridge;
  readonly #dataset: string;
  #next = 0;

  constructor(bridge: Bridge, dataset: string) {
    this.#bridge = bridge;
    this.#dataset = dataset;
  }

  /** Null where the split is empty. */
  async take(): Promise<Result<ScoredRow | null>> {
    const found = await this.#bridge.request('datasets.rows', {
      dataset: this.#dataset,
      split: 'test',
      offset: this.#next,
      limit: 1,
    });
    if (!found.ok) return found;
    this.#next = (this.#next + 1) % Math.max(1, found.value.total);
    return ok(found.value.rows[0] ?? null);
  }
}
