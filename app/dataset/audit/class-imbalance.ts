import { IMBALANCE_RATIO } from '../classes.ts';
import type { ClassCount } from '../dataset.ts';
import type { AuditFinding } from './finding.ts';

/** A class so much larger than another that accuracy says little about the small one. */
export function classImbalance(counts: readonly ClassCount[]): readonly AuditFinding[] {
  const sorted = counts.toSorted((left, right) => right.count - left.count);
  const [largest, smallest] = [sorted[0], sorted.at(-1)];
  if (largest === undefined || smallest === undefined) return [];
  const ratio = largest.count / Math.max(1, smallest.count);
  if (ratio < IMBALANCE_RATIO) return [];
  return [
    {
      kind: 'class-imbalance',
      severity: 'medium',
      largest: largest.name,
      smallest: smallest.name,
      ratio,
      examples: [],
    },
  ];
}
