/** Of what is put before a user, in this order; each 0–1, coverage aside a mean over users. */
export const RANKING_MEASURES = ['hit-rate', 'recall', 'ndcg', 'mrr'] as const;

/** Items put before a user that measures look at. */
export const TOP_ITEMS = 10;

/** How the name of a measure stands among metrics: `ndcg@10`. */
export function rankingName(measure: string, k: number): string {
  return `${measure}@${k}`;
}

/** The best of many items, as they come; of equals the one that came first. */
export class BestItems {
  readonly #most: number;
  readonly #items: number[] = [];
  readonly #scores: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(item: number, score: number): void {
    const last = this.#scores.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (this.#items.length === this.#most && !(score > last)) return;
    let place = this.#items.length;
    while (place > 0 && score > (this.#scores[place - 1] ?? 0)) place -= 1;
    this.#items.splice(place, 0, item);
    this.#scores.splice(place, 0, score);
    if (this.#items.length > this.#most) {
      this.#items.pop();
      this.#scores.pop();
    }
  }

  get items(): readonly number[] {
    return this.#items;
  }

  get scores(): readonly number[] {
    return this.#scores;
  }
}

/**
 * What the first items put before a user are worth, in the order of `RANKING_MEASURES`.
 * @param items    the first ones, best first
 * @param relevant those that the user did like; at least one
 * @source Järvelin & Kekäläinen 2002, Cumulated gain-based evaluation of IR techniques, with gains of 0 and 1
 */
export function rankingMeasures(
  items: readonly number[],
  relevant: ReadonlySet<number>,
  k: number = TOP_ITEMS,
): readonly [hitRate: number, recall: number, ndcg: number, mrr: number] {
  let [hits, gain, first] = [0, 0, 0];
  for (const [place, item] of items.slice(0, k).entries()) {
    if (!relevant.has(item)) continue;
    hits += 1;
    gain += 1 / Math.log2(place + 2);
    if (first === 0) first = place + 1;
  }
  let best = 0;
  for (let place = 0; place < Math.min(k, relevant.size); place += 1) {
    best += 1 / Math.log2(place + 2);
  }
  return [hits > 0 ? 1 : 0, hits / relevant.size, gain / best, first === 0 ? 0 : 1 / first];
}
