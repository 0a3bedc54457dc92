import { philox, type Words2 } from '../../random.ts';
import { UNKNOWN_ID } from './fitted-ratings.ts';
import type { NegativeDraw } from './rating-options.ts';

/** Who chose what, by their numbers: one user and one item a row. */
export interface Choices {
  readonly users: Int32Array;
  readonly items: Int32Array;
}

/** Draws of one row before every item is looked at. */
const MOST_TRIES = 100;
/** @source Mikolov et al. 2013, arXiv:1310.4546, §2.2 */
const POPULARITY_POWER = 0.75;
const WORD = 2 ** 32;
/** Parts these numbers from all others of a seed: `neg ` in ASCII. */
const STREAM = 0x6e656720;
/** The draw that is stored with the rows, before any epoch. */
export const AT_PREPARATION = WORD - 1;

/** A random draw is named by its seed, its epoch and its row: it is the same wherever a run is resumed. */
export interface DrawName {
  readonly seed: number;
  readonly epoch: number;
  readonly row: number;
}

/**
 * Draws items that a user did not choose in training. What users chose in validation and test is not known to
 * training, and so not spared.
 * @source Rendle et al. 2009, arXiv:1205.2618, §4; He et al. 2017, arXiv:1708.05031, §4.1
 */
export class NegativeSampler {
  readonly #items: number;
  /** Items of user u: `chosen` from `starts[u]` to `starts[u + 1]`, in ascending order. */
  readonly #starts: Int32Array;
  readonly #chosen: Int32Array;
  /** Sums of the items' weights up to and with each; null where all weigh alike. */
  readonly #sums: Float64Array | null;
  readonly #block = new Uint32Array(4);

  /** @param users, items how many training knows */
  constructor(choices: Choices, users: number, items: number, draw: NegativeDraw) {
    this.#items = items;
    this.#starts = startsOf(choices.users, users);
    this.#chosen = sortedByUser(choices, this.#starts);
    this.#sums = draw === 'popularity' ? popularitySums(choices.items, items) : null;
  }

  /** Items that a user chose in training, in ascending order. */
  chosenBy(user: number): Int32Array {
    return this.#chosen.subarray(this.#starts[user] ?? 0, this.#starts[user + 1] ?? 0);
  }

  /**
   * Writes as many items as there is room for; 0, which is no item, where the user chose all.
   * @param chosen the row's own item, which is never drawn
   */
  draw(name: DrawName, user: number, chosen: number, into: Int32Array): void {
    const own = this.chosenBy(user);
    const isFree = (item: number) => item !== chosen && !includes(own, item);
    for (let at = 0; at < into.length; at += 1) into[at] = this.#drawOne(name, at, isFree);
  }

  #drawOne({ seed, epoch, row }: DrawName, at: number, isFree: (item: number) => boolean): number {
    const key: Words2 = [seed >>> 0, Math.floor(seed / WORD) >>> 0];
    for (let tries = 0; tries < MOST_TRIES; tries += 2) {
      philox([row, at * MOST_TRIES + tries, epoch, STREAM], key, this.#block);
      const [a = 0, b = 0, c = 0, d = 0] = this.#block;
      const first = this.#itemAt(a, b);
      if (isFree(first)) return first;
      const second = this.#itemAt(c, d);
      if (isFree(second)) return second;
    }
    // Who chose nearly all is given the next that is left.
    const start = this.#itemAt(this.#block[0] ?? 0, this.#block[1] ?? 0);
    for (let step = 0; step < this.#items; step += 1) {
      const item = 1 + ((start - 1 + step) % this.#items);
      if (isFree(item)) return item;
    }
    return UNKNOWN_ID;
  }

  /** The item that two random words stand for. */
  #itemAt(high: number, low: number): number {
    const share = (high * 2 ** 21 + (low >>> 11)) * 2 ** -53;
    if (this.#sums === null) return 1 + Math.floor(share * this.#items);
    const wanted = share * (this.#sums.at(-1) ?? 0);
    let [from, to] = [0, this.#items - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#sums[middle] ?? 0) > wanted) to = middle;
      else from = middle + 1;
    }
    return 1 + from;
  }
}

function startsOf(users: Int32Array, count: number): Int32Array {
  const starts = new Int32Array(count + 2);
  for (const user of users) starts[user + 1] = (starts[user + 1] ?? 0) + 1;
  for (let user = 1; user < starts.length; user += 1) {
    starts[user] = (starts[user] ?? 0) + (starts[user - 1] ?? 0);
  }
  return starts;
}

function sortedByUser({ users, items }: Choices, starts: Int32Array): Int32Array {
  const next = starts.slice();
  const chosen = new Int32Array(items.length);
  for (const [row, user] of users.entries()) {
    const at = next[user] ?? 0;
    chosen[at] = items[row] ?? UNKNOWN_ID;
    next[user] = at + 1;
  }
  for (let user = 0; user + 1 < starts.length; user += 1) {
    chosen.subarray(starts[user], starts[user + 1]).sort();
  }
  return chosen;
}

function popularitySums(chosen: Int32Array, items: number): Float64Array {
  const counts = new Float64Array(items);
  for (const item of chosen) counts[item - 1] = (counts[item - 1] ?? 0) + 1;
  let sum = 0;
  return counts.map((count) => {
    sum += count ** POPULARITY_POWER;
    return sum;
  });
}

function includes(sorted: Int32Array, item: number): boolean {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) < item) from = middle + 1;
    else to = middle;
  }
  return sorted[from] === item;
}
