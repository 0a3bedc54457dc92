import { SPLITS, type Split } from '../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { slotsOf } from '../../app/dataset/ratings/fitted-ratings.ts';
import { ok, type Result } from '../../app/errors.ts';
import { readTensorRows } from '../shards/read.ts';

/** Rows read at once. */
const BLOCK_ROWS = 65_536;

/** One stored row: who, which item, and the standardised rating, or 1 for a choice. */
export interface StoredRating {
  readonly user: number;
  readonly item: number;
  readonly mark: number;
  readonly split: Split;
}

/** Visits the ratings of some splits, in their order, holding few in memory. */
export async function eachRating(
  folder: string,
  { splits, recipe: { ratings } }: PreparedManifest,
  wanted: readonly Split[],
  visit: (rating: StoredRating) => void,
): Promise<Result<null>> {
  if (ratings === undefined) throw new Error('Only ratings have users and items');
  const slots = slotsOf(ratings);
  for (const split of SPLITS.filter((each) => wanted.includes(each))) {
    const { rows, features, target } = splits[split];
    for (let first = 0; first < rows; first += BLOCK_ROWS) {
      const stored = await readTensorRows(folder, features, first, BLOCK_ROWS);
      if (!stored.ok) return stored;
      const marks = await readTensorRows(folder, target, first, BLOCK_ROWS);
      if (!marks.ok) return marks;
      for (let at = 0; at < Math.min(BLOCK_ROWS, rows - first); at += 1) {
        visit({
          user: Number(stored.value[at * (1 + slots)]),
          item: Number(stored.value[at * (1 + slots) + 1]),
          mark: Number(marks.value[at * slots]),
          split,
        });
      }
    }
  }
  return ok(null);
}
