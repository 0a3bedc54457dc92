import { type AuditTable, cellText, featuresOf, TRAIN } from './audit-table.ts';
import type { AuditFinding } from './finding.ts';
import { Repeats } from './repeats.ts';

/** Rows with the same key in training and in another split; a missing key is no row. */
export function sharedKeys(
  { splits, sourceRows }: Pick<AuditTable, 'splits' | 'sourceRows'>,
  keyAt: (at: number) => string,
  valueAt: (at: number) => string,
): readonly AuditFinding[] {
  const first = new Map<string, number>();
  for (const [at, split] of splits.entries()) {
    if (split !== TRAIN) continue;
    const key = keyAt(at);
    if (!first.has(key)) first.set(key, at);
  }
  const repeats = new Repeats({ splits, sourceRows });
  for (const [at, split] of splits.entries()) {
    if (split === TRAIN) continue;
    repeats.look();
    const twin = first.get(keyAt(at));
    if (twin !== undefined) repeats.add(twin, at, valueAt(at));
  }
  return repeats.findings('exact-duplicates');
}

/** Rows of validation or test that are equal in all features to a row of training. */
export function exactDuplicates(table: AuditTable): readonly AuditFinding[] {
  const features = featuresOf(table);
  if (features.length === 0) return [];
  const cells = (at: number) => features.map((column) => cellText(column, at));
  return sharedKeys(
    table,
    (at) => cells(at).join('\u0000'),
    (at) => cells(at).join(', '),
  );
}
