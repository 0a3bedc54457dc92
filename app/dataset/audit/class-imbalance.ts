import { IMBALANCE_RATIO } from '../classes.ts';
import type { ClassCount } from '../dataset.ts';
import { type AuditTable, placeOf } from './audit-table.ts';
import { type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';

/** Rows to show of a class. */
export interface ClassedRows extends Pick<AuditTable, 'splits' | 'sourceRows'> {
  readonly hasClass: (at: number, name: string) => boolean;
  /** What stands there, in words; empty for pictures. */
  readonly valueAt: (at: number) => string;
}

/** A class so much larger than another that accuracy says little about the small one. */
export function classImbalance(
  counts: readonly ClassCount[],
  rows: ClassedRows | null,
): readonly AuditFinding[] {
  const sorted = counts.toSorted((left, right) => right.count - left.count);
  const [largest, smallest] = [sorted[0], sorted.at(-1)];
  if (largest === undefined || smallest === undefined) return [];
  const ratio = largest.count / Math.max(1, smallest.count);
  if (ratio < IMBALANCE_RATIO) return [];
  const ofSmallest =
    rows === null
      ? []
      : Array.from(rows.splits.keys())
          .filter((at) => rows.hasClass(at, smallest.name))
          .slice(0, MOST_EXAMPLES)
          .map((at) => example([placeOf(rows, at)], rows.valueAt(at)));
  return [
    {
      kind: 'class-imbalance',
      severity: 'medium',
      largest: largest.name,
      smallest: smallest.name,
      ratio,
      examples: ofSmallest,
    },
  ];
}
