import type {
  BrowsedColumn,
  BrowsedRow,
  RowsQuery,
} from '../../../../app/dataset/explore/rows-query.ts';
import type { AppError } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';

const PAGE_ROWS = 100;
/** Pages kept around those in view. */
const MOST_PAGES = 100;
/** While a scroll bar is dragged, most of what flies by is not worth asking for. */
const SETTLE_MS = 60;

/** The rows of one query, in pages that are loaded as they come into view and let go far from it. */
export class BrowsedRows {
  /** What the rows shown were asked for by. */
  query = $state.raw<RowsQuery>({ split: null, where: null, order: null });
  columns = $state.raw<readonly BrowsedColumn[]>([]);
  /** The rows that came with the answer. */
  firstRows = $state.raw<readonly BrowsedRow[]>([]);
  total = $state<number | null>(null);
  error = $state.raw<AppError | null>(null);
  /** Whether a query is being worked on. */
  asking = $state(false);
  readonly #bridge: Bridge;
  readonly #dataset: string;
  #pages = $state.raw<ReadonlyMap<number, readonly BrowsedRow[]>>(new Map());
  #wanted = { first: 0, last: 1 };
  #question = 0;
  #loading = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge, dataset: string) {
    this.#bridge = bridge;
    this.#dataset = dataset;
  }

  /** Undefined while it is not loaded. */
  row(index: number): BrowsedRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** Asks anew; what is shown stays until the answer comes, and if it is a failure. */
  async ask(query: RowsQuery): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    this.asking = true;
    const result = await this.#request(query, 0);
    if (question !== this.#question) return;
    this.asking = false;
    if (!result.ok) {
      this.error = result.error;
      return;
    }
    this.error = null;
    this.query = query;
    this.columns = result.value.columns;
    this.total = result.value.total;
    this.firstRows = result.value.rows;
    this.#pages = new Map([[0, result.value.rows]]);
  }

  /** Loads what is missing of a range, `last` excluded. */
  show(first: number, last: number): void {
    this.#wanted = { first, last };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), SETTLE_MS);
  }

  /** Stops waiting for rows to come into view. */
  close(): void {
    clearTimeout(this.#timer);
  }

  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    for (let page = this.#missing(); page !== null; page = this.#missing()) {
      const question = this.#question;
      const result = await this.#request(this.query, page);
      if (question !== this.#question) continue;
      if (!result.ok) {
        this.error = result.error;
        break;
      }
      this.#keep(page, result.value.rows);
    }
    this.#loading = false;
  }

  /** The first page in view, or next to it, that is not there. */
  #missing(): number | null {
    if (this.asking || this.total === null) return null;
    const { first, last } = this.#wanted;
    const lastPage = Math.floor(Math.max(0, this.total - 1) / PAGE_ROWS);
    const from = Math.floor(first / PAGE_ROWS);
    const to = Math.floor(Math.max(first, last - 1) / PAGE_ROWS);
    const pages = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    const near = [...pages, to + 1, from - 1].filter((page) => page >= 0 && page <= lastPage);
    return near.find((page) => !this.#pages.has(page)) ?? null;
  }

  #keep(page: number, rows: readonly BrowsedRow[]): void {
    const pages = new Map(this.#pages).set(page, rows);
    const far = [...pages.keys()].toSorted((a, b) => Math.abs(a - page) - Math.abs(b - page));
    for (const gone of far.slice(MOST_PAGES)) pages.delete(gone);
    this.#pages = pages;
  }

  #request(query: RowsQuery, page: number) {
    const place = { dataset: this.#dataset, offset: page * PAGE_ROWS, limit: PAGE_ROWS };
    return this.#bridge.request('explore.rows', { ...query, ...place });
  }
}
