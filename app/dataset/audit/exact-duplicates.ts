import { type AuditTable, cellText, featuresOf, placeOf, TRAIN } from './audit-table.ts';
import { type AuditExample, type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';

/** From this share of seen rows on, a score measures memory to a degree that shows in its second digit. */
export const HIGH_SHARE = 0.01;

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
  const examples: AuditExample[] = [];
  let rows = 0;
  let of = 0;
  for (const [at, split] of splits.entries()) {
    if (split === TRAIN) continue;
    of += 1;
    const twin = first.get(keyAt(at));
    if (twin === undefined) continue;
    rows += 1;
    if (examples.length === MOST_EXAMPLES) continue;
    const places = [twin, at].map((one) => placeOf({ splits, sourceRows }, one));
    examples.push(example(places, valueAt(at)));
  }
  if (rows === 0) return [];
  const severity = rows >= of * HIGH_SHARE ? 'high' : 'medium';
  return [{ kind: 'exact-duplicates', severity, rows, of, examples }];
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
