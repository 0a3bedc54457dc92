import type { AuditReport } from '../../app/dataset/audit/finding.ts';

/** Nothing found in a table of flowers. */
export function anAudit(changes: Partial<AuditReport> = {}): AuditReport {
  return {
    dataset: 'iris',
    checkedRows: 150,
    totalRows: 150,
    split: { kind: 'stratified', fractions: { train: 0.7, val: 0.15, test: 0.15 }, seed: 1 },
    checks: ['exact-duplicates', 'target-copy', 'target-leak', 'drift'],
    findings: [],
    ...changes,
  };
}

/** A column that gives the class away, and a row that stands in two splits. */
export const FOUND: AuditReport['findings'] = [
  {
    kind: 'exact-duplicates',
    severity: 'high',
    rows: 1,
    of: 45,
    repeated: [142],
    groups: [[101, 142]],
    examples: [
      {
        places: [
          { split: 'train', row: 101 },
          { split: 'test', row: 142 },
        ],
        value: '5.8, 2.7, 5.1, 1.9',
        images: [],
      },
    ],
  },
  {
    kind: 'target-leak',
    severity: 'high',
    column: 'petal_width',
    score: 0.995,
    target: 'class',
    examples: [],
  },
];
