import { placeRank } from '../../place-rank.ts';

/** Into so many buckets values are counted at most. */
const MOST_BUCKETS = 4096;

/**
 * Quantiles of values, each `sorted[floor(level · (n − 1))]`, without sorting all of them: they are counted in
 * buckets of equal width, and only the buckets that hold a wanted place are parted around it (Hoare 1961, "Find").
 * @param values finite; their order stays
 * @param levels in [0, 1], ascending
 * @returns a quantile for each level; empty where there are no values
 */
export function takeQuantiles(values: Float64Array, levels: readonly number[]): readonly number[] {
  if (values.length === 0) return [];
  const { bucketOf, counts } = countInBuckets(values);
  // Places by bucket, counted from the bucket's first value.
  const wanted = new Map<number, number[]>();
  const found = levels.map((level) => {
    let place = Math.floor(level * (values.length - 1));
    let bucket = 0;
    while (place >= (counts[bucket] ?? Infinity)) place -= counts[bucket++] ?? 0;
    wanted.set(bucket, [...(wanted.get(bucket) ?? []), place]);
    return { bucket, place };
  });
  const kept = new Map<number, Float64Array>();
  for (const bucket of wanted.keys()) kept.set(bucket, new Float64Array(counts[bucket] ?? 0));
  gather(values, bucketOf, kept);
  for (const [bucket, places] of wanted) {
    const inside = kept.get(bucket);
    if (inside !== undefined) partAll(inside, 0, inside.length - 1, places);
  }
  return found.map(({ bucket, place }) => kept.get(bucket)?.[place] ?? Number.NaN);
}

function countInBuckets(values: Float64Array) {
  let least = Infinity;
  let most = -Infinity;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const buckets = Math.min(MOST_BUCKETS, values.length);
  // Infinite where all values are one: 0 · ∞ is no number, and its integer part is 0.
  const perUnit = (buckets - 1) / (most - least);
  const bucketOf = new Uint16Array(values.length);
  const counts = new Uint32Array(buckets);
  for (let at = 0; at < values.length; at += 1) {
    const bucket = (((values[at] ?? 0) - least) * perUnit) | 0;
    bucketOf[at] = bucket;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return { bucketOf, counts };
}

/** Fills each bucket that is kept with its values. */
function gather(
  values: Float64Array,
  bucketOf: Uint16Array,
  kept: ReadonlyMap<number, Float64Array>,
): void {
  const chosen = [...kept.values()];
  const filled = new Uint32Array(chosen.length);
  const slots = new Uint8Array(MOST_BUCKETS);
  for (const [slot, bucket] of [...kept.keys()].entries()) slots[bucket] = slot + 1;
  for (let at = 0; at < values.length; at += 1) {
    const slot = (slots[bucketOf[at] ?? 0] ?? 0) - 1;
    if (slot < 0) continue;
    const target = chosen[slot];
    const next = filled[slot] ?? 0;
    if (target !== undefined) target[next] = values[at] ?? 0;
    filled[slot] = next + 1;
  }
}

/** The middle place first, so that the others are looked for in a part of the values only. */
function partAll(values: Float64Array, first: number, last: number, places: readonly number[]) {
  const half = places.length >>> 1;
  const place = places[half];
  if (place === undefined) return;
  placeRank(values, first, last, place);
  partAll(values, first, place, places.slice(0, half));
  partAll(values, place, last, places.slice(half + 1));
}
