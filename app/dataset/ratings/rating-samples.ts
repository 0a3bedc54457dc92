import type { FittedRatings } from './fitted-ratings.ts';
import { slotsOf, UNKNOWN_ID } from './fitted-ratings.ts';

/** What a stored row and a sample look like. */
export interface RatingLayout {
  /** Items of one sample. */
  readonly slots: number;
  /** Items that training knows: higher numbers are told apart by what a table says of them. */
  readonly knownItems: number;
  /** Tokens that say of an item what a table does; 0 without one. */
  readonly itemLength: number;
}

export function ratingLayout(ratings: FittedRatings): RatingLayout {
  return {
    slots: slotsOf(ratings),
    knownItems: ratings.item.ids.length,
    itemLength: ratings.items?.length ?? 0,
  };
}

/** Numbers of a row as it is stored: the user, then its items. */
export function storedLength({ slots }: RatingLayout): number {
  return 1 + slots;
}

/** Numbers of a row as a model takes it. */
export function sampleLength({ slots, itemLength }: RatingLayout): number {
  return 1 + slots + slots * itemLength;
}

/**
 * Stored rows as a model takes them: items by the numbers that training has for them, and what is said of each behind.
 * @param stored     [rows, 1 + slots]
 * @param itemTokens [1 + items, itemLength], of no item first; null without a table
 * @returns [rows, 1 + slots + slots × itemLength]
 */
export function ratingSamples(
  layout: RatingLayout,
  stored: Int32Array,
  itemTokens: Int32Array | null,
): Int32Array {
  if (itemTokens === null) return stored;
  const { slots, knownItems, itemLength } = layout;
  const width = storedLength(layout);
  const length = sampleLength(layout);
  const rows = stored.length / width;
  const samples = new Int32Array(rows * length);
  for (let row = 0; row < rows; row += 1) {
    const from = row * width;
    const to = row * length;
    samples[to] = stored[from] ?? UNKNOWN_ID;
    for (let slot = 0; slot < slots; slot += 1) {
      const item = stored[from + 1 + slot] ?? UNKNOWN_ID;
      samples[to + 1 + slot] = item <= knownItems ? item : UNKNOWN_ID;
      const tokens = itemTokens.subarray(item * itemLength, (item + 1) * itemLength);
      samples.set(tokens, to + width + slot * itemLength);
    }
  }
  return samples;
}
