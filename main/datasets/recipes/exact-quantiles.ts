import { placeRank } from '../../../app/place-rank.ts';

/** Values that are held at once, of one or several columns. */
const MOST_HELD = 2 ** 22;
/** Values that are held at once of several columns: more would have the collector look through the whole heap. */
const USUALLY_HELD = 2 ** 20;
/** Bits of a number that one pass tells apart. */
const DIGIT_BITS = 16;
const DIGITS = 64 / DIGIT_BITS;
/** From so many ranks on, sorting is faster than looking for each. */
const MANY_RANKS = 16;

/** Some rows of a column: their numbers, NaN where there is none. */
export interface PickedValues {
  readonly values: Float64Array;
  readonly rows: Uint32Array;
}

/** Training values of some columns piece by piece, there until the next; every call begins anew. */
export type ValuePieces = (columns: readonly string[]) => AsyncIterable<readonly PickedValues[]>;

/** Makes something else of every value, never less of a larger one. */
export type RisingMap = (value: number) => number;

/** Quantiles of a column, none where it has no value, and its rows without one. */
export interface FoundQuantiles {
  readonly quantiles: readonly number[];
  readonly missing: number;
}

/**
 * Quantiles, linear between ranks, exact however many values there are: of more than are held, passes over all
 * of them narrow down where the ranks lie.
 * @param rows  values that a column has at most
 * @param mapOf of what is made of a column's values the quantiles are taken; none of them unless it is said
 * @source Hyndman & Fan, "Sample quantiles in statistical packages", 1996, definition 7
 */
export async function exactQuantiles(
  columns: readonly string[],
  fractions: readonly number[],
  rows: number,
  pieces: ValuePieces,
  mapOf: (column: string) => RisingMap = () => unchanged,
  mostHeld = MOST_HELD,
): Promise<ReadonlyMap<string, FoundQuantiles>> {
  const found = new Map<string, FoundQuantiles>();
  if (rows > mostHeld) {
    for (const column of columns) {
      const values = () => only(pieces([column]));
      const narrowing = new Narrowing(values, mostHeld);
      found.set(column, await narrowing.quantiles(fractions, mapOf(column)));
    }
    return found;
  }
  const atOnce = Math.max(1, Math.floor(Math.min(mostHeld, USUALLY_HELD) / Math.max(1, rows)));
  // The same for one group of columns after the other.
  const held = columns.slice(0, atOnce).map(() => new Float64Array(rows));
  for (let from = 0; from < columns.length; from += atOnce) {
    const some = columns.slice(from, from + atOnce);
    const present = some.map(() => 0);
    let seen = 0;
    for await (const picked of pieces(some)) {
      seen += picked[0]?.rows.length ?? 0;
      for (const [at, own] of picked.entries()) {
        present[at] = hold(own, held[at] ?? new Float64Array(0), present[at] ?? 0);
      }
    }
    for (const [at, column] of some.entries()) {
      const values = (held[at] ?? new Float64Array(0)).subarray(0, present[at]);
      const ranked = selectRanks(values, ranksOf(fractions, values.length));
      const quantiles = interpolate(fractions, values.length, mapped(ranked, mapOf(column)));
      found.set(column, { quantiles, missing: seen - values.length });
    }
  }
  return found;
}

const unchanged: RisingMap = (value) => value;

function mapped(ranked: ReadonlyMap<number, number>, map: RisingMap): ReadonlyMap<number, number> {
  return new Map([...ranked].map(([rank, value]) => [rank, map(value)]));
}

async function* only(pieces: AsyncIterable<readonly PickedValues[]>) {
  for await (const [picked] of pieces) {
    if (picked === undefined) continue;
    const { values, rows } = picked;
    yield Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
  }
}

/** Puts the numbers among some values behind others; returns how many there are then. */
function hold({ values, rows }: PickedValues, into: Float64Array, from: number): number {
  let filled = from;
  for (let at = 0; at < rows.length; at += 1) {
    const value = values[rows[at] ?? 0] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    into[filled] = value;
    filled += 1;
  }
  return filled;
}

/** Ranks from 0 that quantiles lie at or between, ascending. */
function ranksOf(fractions: readonly number[], count: number): readonly number[] {
  if (count === 0) return [];
  const ranks = fractions.flatMap((fraction) => {
    const place = (count - 1) * fraction;
    return [Math.floor(place), Math.ceil(place)];
  });
  return [...new Set(ranks)].toSorted((left, right) => left - right);
}

function interpolate(
  fractions: readonly number[],
  count: number,
  ranked: ReadonlyMap<number, number>,
): readonly number[] {
  if (count === 0) return [];
  return fractions.map((fraction) => {
    const place = (count - 1) * fraction;
    const low = ranked.get(Math.floor(place)) ?? 0;
    const high = ranked.get(Math.ceil(place)) ?? 0;
    const part = place - Math.floor(place);
    return low * (1 - part) + high * part;
  });
}

/** Values at some ranks, which ascend; puts the values in another order. */
function selectRanks(values: Float64Array, ranks: readonly number[]): ReadonlyMap<number, number> {
  const sort = ranks.length > MANY_RANKS;
  if (sort) values.sort();
  let from = 0;
  const found = ranks.map((rank) => {
    if (!sort) {
      placeRank(values, from, values.length - 1, rank);
      from = rank + 1;
    }
    return [rank, values[rank] ?? Number.NaN] as const;
  });
  return new Map(found);
}

/** Finds ranks of one column by the leading digits of its numbers, as they order them. */
class Narrowing {
  readonly #values: () => AsyncIterable<Float64Array>;
  readonly #mostHeld: number;
  #missing = 0;

  constructor(values: () => AsyncIterable<Float64Array>, mostHeld: number) {
    this.#values = values;
    this.#mostHeld = mostHeld;
  }

  async quantiles(fractions: readonly number[], map: RisingMap): Promise<FoundQuantiles> {
    const counts = await this.#count([]);
    const count = counts.reduce((sum, one) => sum + one, 0);
    const ranked = new Map<number, number>();
    await this.#find([], counts, 0, ranksOf(fractions, count), ranked);
    const quantiles = interpolate(fractions, count, mapped(ranked, map));
    return { quantiles, missing: this.#missing };
  }

  /** Ranks among the values that begin with some digits; `below` are smaller than all of these. */
  async #find(
    prefix: readonly number[],
    counts: Float64Array,
    below: number,
    ranks: readonly number[],
    found: Map<number, number>,
  ): Promise<void> {
    let before = below;
    let next = 0;
    for (let digit = 0; digit < counts.length && next < ranks.length; digit += 1) {
      const count = counts[digit] ?? 0;
      const within: number[] = [];
      for (; (ranks[next] ?? Number.POSITIVE_INFINITY) < before + count; next += 1) {
        within.push(ranks[next] ?? 0);
      }
      if (within.length > 0) await this.#within([...prefix, digit], count, before, within, found);
      before += count;
    }
  }

  async #within(
    prefix: readonly number[],
    count: number,
    below: number,
    ranks: readonly number[],
    found: Map<number, number>,
  ): Promise<void> {
    if (prefix.length === DIGITS) {
      const value = numberOf(prefix);
      for (const rank of ranks) found.set(rank, value);
      return;
    }
    if (count > this.#mostHeld) {
      await this.#find(prefix, await this.#count(prefix), below, ranks, found);
      return;
    }
    const values = await this.#collect(prefix, count);
    const own = ranks.map((rank) => rank - below);
    for (const [rank, value] of selectRanks(values, own)) found.set(rank + below, value);
  }

  /** How many values have which digit behind some others. */
  async #count(prefix: readonly number[]): Promise<Float64Array> {
    const counts = new Float64Array(2 ** DIGIT_BITS);
    this.#missing = 0;
    for await (const values of this.#values()) {
      const keys = keysOf(values);
      for (let at = 0; at < values.length; at += 1) {
        if (Number.isNaN(values[at])) this.#missing += 1;
        else if (begins(keys, at, prefix)) {
          const digit = digitOf(keys, at, prefix.length);
          counts[digit] = (counts[digit] ?? 0) + 1;
        }
      }
    }
    return counts;
  }

  async #collect(prefix: readonly number[], count: number): Promise<Float64Array> {
    const held = new Float64Array(count);
    let filled = 0;
    for await (const values of this.#values()) {
      const keys = keysOf(values);
      for (let at = 0; at < values.length; at += 1) {
        if (Number.isNaN(values[at]) || !begins(keys, at, prefix)) continue;
        held[filled] = values[at] ?? 0;
        filled += 1;
      }
    }
    return held;
  }
}

/** Numbers as bits in two halves, the low one first, that order as the numbers do. */
function keysOf(values: Float64Array): Uint32Array {
  const keys = new Uint32Array(values.slice().buffer);
  for (let at = 1; at < keys.length; at += 2) {
    const high = keys[at] ?? 0;
    const negative = high >>> 31 === 1;
    keys[at] = negative ? ~high : high ^ 0x80000000;
    if (negative) keys[at - 1] = ~(keys[at - 1] ?? 0);
  }
  return keys;
}

function digitOf(keys: Uint32Array, at: number, digit: number): number {
  const half = keys[2 * at + (digit < 2 ? 1 : 0)] ?? 0;
  return digit % 2 === 0 ? half >>> DIGIT_BITS : half & (2 ** DIGIT_BITS - 1);
}

function begins(keys: Uint32Array, at: number, prefix: readonly number[]): boolean {
  for (let digit = 0; digit < prefix.length; digit += 1) {
    if (digitOf(keys, at, digit) !== prefix[digit]) return false;
  }
  return true;
}

/** The number whose digits these are. */
function numberOf([first = 0, second = 0, third = 0, fourth = 0]: readonly number[]): number {
  const high = ((first << DIGIT_BITS) | second) >>> 0;
  const low = ((third << DIGIT_BITS) | fourth) >>> 0;
  const negative = high >>> 31 === 0;
  const halves = Uint32Array.of(negative ? ~low : low, negative ? ~high : high ^ 0x80000000);
  return new Float64Array(halves.buffer)[0] ?? 0;
}
