import { BLOCK_ROWS } from './column-store.ts';
import type { KeptColumn, KeptColumns } from './kept-columns.ts';

/** Numbers that are sorted in memory. */
const MOST_SORTED = 2 ** 22;

/** Counts the different numbers of a kept column; null where there are too many rows, or it holds none. */
export async function countNumbers(
  kept: KeptColumns | undefined,
  column: KeptColumn | undefined,
): Promise<number | null> {
  if (kept === undefined || column?.kind !== 'numbers' || kept.rows > MOST_SORTED) return null;
  const sorted = new Float64Array(column.facts.numbers);
  let filled = 0;
  for await (const { values } of kept.blocks(column, new Float64Array(BLOCK_ROWS))) {
    for (let row = 0; row < values.length; row += 1) {
      const value = values[row] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sorted[filled] = value;
      filled += 1;
    }
  }
  sorted.sort();
  let different = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) different += 1;
  }
  return different;
}
