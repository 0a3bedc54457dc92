import type { BrowsedImage, ImagesQuery } from '../../../../app/dataset/explore/images-query.ts';
import type { AppError } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';

const PAGE_IMAGES = 60;
/** Pages kept around those in view. */
const MOST_PAGES = 60;
/** While a scroll bar is dragged, most of what flies by is not worth asking for. */
const SETTLE_MS = 60;

/** The images of one query, in pages that are loaded as they come into view and let go far from it. */
export class BrowsedImages {
  total = $state<number | null>(null);
  error = $state.raw<AppError | null>(null);
  readonly #bridge: Bridge;
  readonly #dataset: string;
  readonly #query: ImagesQuery;
  #pages = $state.raw<ReadonlyMap<number, readonly BrowsedImage[]>>(new Map());
  #wanted = { first: 0, last: 1 };
  #loading = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge, dataset: string, query: ImagesQuery) {
    this.#bridge = bridge;
    this.#dataset = dataset;
    this.#query = query;
  }

  /** Undefined while it is not loaded. */
  image(index: number): BrowsedImage | undefined {
    return this.#pages.get(Math.floor(index / PAGE_IMAGES))?.[index % PAGE_IMAGES];
  }

  /** Loads what is missing of a range, `last` excluded. */
  show(first: number, last: number): void {
    this.#wanted = { first, last };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), SETTLE_MS);
  }

  /** Loads what is in view. */
  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    for (let page = this.#missing(); page !== null; page = this.#missing()) {
      const result = await this.#bridge.request('explore.images', {
        ...this.#query,
        dataset: this.#dataset,
        offset: page * PAGE_IMAGES,
        limit: PAGE_IMAGES,
        thumbnails: true,
      });
      if (!result.ok) {
        this.error = result.error;
        break;
      }
      this.error = null;
      this.total = result.value.total;
      this.#keep(page, result.value.images);
    }
    this.#loading = false;
  }

  /** Stops waiting for images to come into view. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /** The first page in view, or below it, that is not there. */
  #missing(): number | null {
    const { first, last } = this.#wanted;
    const end = this.total ?? 1;
    const from = Math.floor(first / PAGE_IMAGES);
    const to = Math.floor(Math.max(first, last - 1) / PAGE_IMAGES);
    for (let page = from; page <= to + 1; page += 1) {
      if (page * PAGE_IMAGES >= end && page > 0) return null;
      if (!this.#pages.has(page)) return page;
    }
    return null;
  }

  #keep(page: number, images: readonly BrowsedImage[]): void {
    const pages = new Map(this.#pages).set(page, images);
    const near = [...pages.keys()].toSorted((a, b) => Math.abs(a - page) - Math.abs(b - page));
    for (const gone of near.slice(MOST_PAGES)) pages.delete(gone);
    this.#pages = pages;
  }
}
