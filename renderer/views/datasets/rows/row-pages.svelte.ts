import type { Split } from '../../../../app/dataset/dataset.ts';
import type { AppError } from '../../../../app/errors.ts';
import type { ScoredRow } from '../../../../app/metrics/evaluation.ts';
import type { Bridge } from '../../../bridge.ts';

const PAGE_ROWS = 100;

/** The rows of one split, loaded in pages of a hundred as they come into view. */
export class RowPages {
  /** One place per row of the split; `undefined` until loaded. */
  rows = $state.raw<readonly (ScoredRow | undefined)[]>([]);
  total = $state<number | null>(null);
  error = $state.raw<AppError | null>(null);
  readonly #bridge: Bridge;
  readonly #dataset: string;
  readonly #split: Split;
  readonly #asked = new Set<number>();

  constructor(bridge: Bridge, dataset: string, split: Split) {
    this.#bridge = bridge;
    this.#dataset = dataset;
    this.#split = split;
  }

  /** Loads what is missing of a range, `last` excluded. */
  async show(first: number, last: number): Promise<void> {
    const firstPage = Math.floor(first / PAGE_ROWS);
    const lastPage = Math.floor(Math.max(first, last - 1) / PAGE_ROWS);
    const pages = Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index);
    await Promise.all(pages.map((page) => this.#load(page)));
  }

  async #load(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const offset = page * PAGE_ROWS;
    const result = await this.#bridge.request('datasets.rows', {
      dataset: this.#dataset,
      split: this.#split,
      offset,
      limit: PAGE_ROWS,
    });
    if (!result.ok) {
      this.#asked.delete(page);
      this.error = result.error;
      return;
    }
    this.error = null;
    const rows = Array.from({ length: result.value.total }, (_, index) => this.rows[index]);
    result.value.rows.forEach((row, index) => {
      rows[offset + index] = row;
    });
    this.rows = rows;
    this.total = result.value.total;
  }
}
