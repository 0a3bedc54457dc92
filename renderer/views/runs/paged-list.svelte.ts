import type { AppError, Result } from '../../../app/errors.ts';

const PAGE_ITEMS = 100;

export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/**
 * A long list of the host, loaded in pages of a hundred as they come into view.
 * A page asked for before a restart is dropped when it arrives late.
 */
export class PagedList<T> {
  /** One place for each item; `undefined` until loaded. */
  items = $state.raw<readonly (T | undefined)[]>([]);
  /** Null until the first page has come. */
  total = $state<number | null>(null);
  error = $state.raw<AppError | null>(null);
  readonly #load: (offset: number, limit: number) => Promise<Result<Page<T>>>;
  readonly #asked = new Set<number>();
  /** Counts questions, so that a late answer to an earlier one is dropped. */
  #generation = 0;
  /** Whether the items answer an earlier question. */
  #stale = false;
  #shown = { first: 0, last: 1 };

  constructor(load: (offset: number, limit: number) => Promise<Result<Page<T>>>) {
    this.#load = load;
  }

  /** Loads what is missing of a range, `last` excluded. */
  async show(first: number, last: number): Promise<void> {
    this.#shown = { first, last };
    const firstPage = Math.floor(first / PAGE_ITEMS);
    const lastPage = Math.floor(Math.max(first, last - 1) / PAGE_ITEMS);
    const missing: number[] = [];
    for (let page = firstPage; page <= lastPage; page++) {
      if (!this.#asked.has(page)) missing.push(page);
    }
    await Promise.all(missing.map((page) => this.#read(page)));
  }

  /** Starts over, since what is asked for changed; the old items stay until the first answer. */
  async restart(): Promise<void> {
    this.#shown = { first: 0, last: 1 };
    this.#stale = true;
    await this.refresh();
  }

  /** Asks again for what is in view, since the host's list changed. */
  async refresh(): Promise<void> {
    this.#generation++;
    this.#asked.clear();
    await this.show(this.#shown.first, this.#shown.last);
  }

  /** Puts newer versions of items in place, without asking. */
  replace(newer: (item: T) => T): void {
    this.items = this.items.map((item) => (item === undefined ? undefined : newer(item)));
  }

  async #read(page: number): Promise<void> {
    this.#asked.add(page);
    const generation = this.#generation;
    const offset = page * PAGE_ITEMS;
    const result = await this.#load(offset, PAGE_ITEMS);
    if (generation !== this.#generation) return;
    if (!result.ok) {
      this.#asked.delete(page);
      this.error = result.error;
      return;
    }
    const { total, items } = result.value;
    const known = this.#stale ? [] : this.items;
    this.#stale = false;
    const all = Array.from({ length: total }, (_, position) => known[position]);
    items.forEach((item, index) => {
      all[offset + index] = item;
    });
    this.error = null;
    this.items = all;
    this.total = total;
  }
}
