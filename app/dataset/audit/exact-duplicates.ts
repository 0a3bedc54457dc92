import type { AlikeRows } from './alike-rows.ts';
import { type AuditTable, cellText, featuresOf } from './audit-table.ts';
import { inSplitOrder, Repeats } from './repeats.ts';

/**
 * Rows with the same key as one of a split before theirs.
 * @param alike takes in all rows that share a key, whatever their splits
 */
export function sharedKeys(
  { splits, sourceRows }: Pick<AuditTable, 'splits' | 'sourceRows'>,
  keyAt: (at: number) => string,
  valueAt: (at: number) => string,
  alike: AlikeRows,
): Repeats {
  const first = new Map<string, number>();
  const repeats = new Repeats({ splits, sourceRows });
  for (const at of inSplitOrder(splits)) {
    const key = keyAt(at);
    const twin = first.get(key);
    if (twin === undefined) {
      first.set(key, at);
      continue;
    }
    alike.join(twin, at);
    if (splits[twin] !== splits[at]) repeats.add(twin, at, valueAt(at));
  }
  return repeats;
}

/** Rows that are equal in all features to one of a split before theirs. */
export function equalRows(table: AuditTable, alike: AlikeRows): Repeats {
  const features = featuresOf(table);
  const cells = (at: number) => features.map((column) => cellText(column, at));
  // Rows of nothing are not told to be equal.
  const keyAt = (at: number) => (features.length === 0 ? String(at) : cells(at).join('\u0000'));
  return sharedKeys(table, keyAt, (at) => cells(at).join(', '), alike);
}
