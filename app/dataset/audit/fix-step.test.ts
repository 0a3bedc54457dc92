import { expect, test } from 'vitest';
import type { AuditFinding } from './finding.ts';
import { fixOf, withFixes } from './fix-step.ts';

const base = { severity: 'high', examples: [] } as const;
const repeated = {
  ...base,
  kind: 'exact-duplicates',
  rows: 2,
  of: 45,
  repeated: [142, 7],
} as const;
const FOUND: readonly AuditFinding[] = [
  repeated,
  { ...base, kind: 'target-copy', column: 'verdict' },
  { ...base, kind: 'class-imbalance', largest: 'a', smallest: 'b', ratio: 12 },
  { ...base, kind: 'out-of-range', column: 'area', rows: 1, low: 0, high: 9 },
];

test('each finding that a step settles has one; drift, and more rows than a step names, have none', () => {
  expect(FOUND.map((finding) => fixOf(finding)?.step)).toEqual([
    { kind: 'exclude-rows', rows: [142, 7] },
    { kind: 'drop', columns: ['verdict'] },
    { kind: 'balance', method: 'class-weights' },
    { kind: 'outliers', columns: ['area'], method: 'iqr', factor: 5 },
  ]);
  expect(fixOf({ ...repeated, rows: 20_000 })).toBeNull();
  const constant = { ...base, kind: 'constant', column: 'site', used: false } as const;
  expect(fixOf(constant)).toBeNull();
});

test('steps stand ahead of those that would work on what they change, or behind; classes are balanced once', () => {
  const fixes = FOUND.map(fixOf).filter((fix) => fix !== null);
  const scale = { kind: 'scale', columns: { type: 'number' }, method: 'standard' } as const;
  expect(withFixes([scale], fixes).map(({ kind }) => kind)).toEqual([
    ...['exclude-rows', 'drop', 'outliers'],
    ...['scale', 'balance'],
  ]);
  const balanced = { kind: 'balance', method: 'oversample' } as const;
  expect(withFixes([scale, balanced], fixes).filter(({ kind }) => kind === 'balance')).toEqual([
    balanced,
  ]);
});
