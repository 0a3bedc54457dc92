import { expect, test } from 'vitest';
import type { Recipe } from '../dataset.ts';
import type { SplitSpec } from '../recipes/recipe-spec.ts';
import type { AuditFinding } from './finding.ts';
import { type FixContext, fixAll, fixingOf, withChange } from './fixes.ts';

const base = { severity: 'high', examples: [] } as const;
const repeated = {
  ...base,
  kind: 'exact-duplicates',
  rows: 2,
  of: 45,
  repeated: [142, 7],
  groups: [
    [1, 142],
    [2, 7],
  ],
} as const;
const drifted = {
  ...base,
  kind: 'drift',
  column: 'area',
  aspect: 'value',
  split: 'test',
  difference: { by: 'median', train: 1, other: 2 },
  distance: 0.5,
  threshold: 0.2,
  measure: 'kolmogorov-smirnov',
} as const;
const range = {
  ...base,
  kind: 'out-of-range',
  column: 'area',
  rows: 1,
  low: 0,
  high: 9,
  outside: [4],
} as const;
const FOUND: readonly AuditFinding[] = [
  repeated,
  { ...base, kind: 'target-copy', column: 'verdict' },
  { ...base, kind: 'class-imbalance', largest: 'a', smallest: 'b', ratio: 12 },
  range,
];

const fractions = { train: 0.7, val: 0.15, test: 0.15 };
const TABLE: FixContext = {
  task: 'classification',
  input: { kind: 'tabular', features: 4 },
  rows: { train: 70, val: 15, test: 15 },
  target: 'kind',
  split: { kind: 'stratified', fractions, seed: 1 },
};
const IMAGE = { kind: 'image', height: 8, width: 8, channels: 1 } as const;

function kindsOf(finding: AuditFinding, changes: Partial<FixContext> = {}) {
  const { fixes, notes } = fixingOf(finding, { ...TABLE, ...changes });
  return [...fixes.map(({ kind }) => kind), ...notes];
}

test('findings of a table are settled in one way or several', () => {
  expect(FOUND.map((finding) => kindsOf(finding))).toEqual([
    ['keep-together', 'exclude-rows'],
    ['leave-out'],
    ['class-weights', 'oversample', 'undersample'],
    ['clip', 'exclude-rows'],
  ]);
  expect(kindsOf({ ...base, kind: 'constant', column: 'site', used: true })).toEqual(['leave-out']);
  expect(kindsOf({ ...base, kind: 'constant', column: 'site', used: false })).toEqual([]);
});

test('where a fix is not offered, it is said why', () => {
  const time: SplitSpec = { kind: 'time', column: 'at', fractions };
  expect(kindsOf(repeated, { split: time })).toEqual(['exclude-rows', 'alike-by-time']);
  expect(kindsOf({ ...repeated, groups: [] })).toEqual(['exclude-rows', 'too-alike']);
  expect(kindsOf({ ...repeated, rows: 20_000 })).toEqual(['keep-together', 'too-many']);
  expect(kindsOf(repeated, { task: 'language-modeling' })).toEqual(['running-text']);
  const series = { task: 'forecasting', split: time } as const;
  expect(kindsOf(repeated, series)).toEqual(['windows']);
  expect(kindsOf(range, series)).toEqual(['windows-range']);
  expect(kindsOf(drifted, series)).toEqual(['leave-out', 'drift-by-time']);
  expect(kindsOf({ ...drifted, column: 'kind' }, series)).toEqual(['drift-by-time', 'target']);
  const imbalance = FOUND[2] ?? repeated;
  expect(kindsOf(imbalance, { task: 'object-detection', input: IMAGE })).toEqual(['boxes']);
  expect(kindsOf(imbalance, { task: 'image-classification', input: IMAGE })).toEqual([
    'class-weights',
    'oversample',
  ]);
});

test('what drifted is split anew from the next seed, or left out; a given split keeps its shares', () => {
  expect(kindsOf(drifted)).toEqual(['split-anew', 'leave-out']);
  expect(fixingOf(drifted, TABLE).fixes[0]?.change).toEqual({
    split: { kind: 'stratified', fractions, seed: 2 },
  });
  const random = { kind: 'random', fractions, seed: 8 } as const;
  expect(fixingOf(drifted, { ...TABLE, split: random }).fixes[0]?.change).toEqual({
    split: { kind: 'stratified', fractions, seed: 9 },
  });
  const grouped = { kind: 'grouped', column: 'street', fractions, seed: 3 } as const;
  expect(fixingOf(drifted, { ...TABLE, split: grouped }).fixes[0]?.change).toEqual({
    split: { ...grouped, seed: 4 },
  });
  const given = {
    ...TABLE,
    task: 'regression',
    rows: { train: 600, val: 200, test: 200 },
    split: { kind: 'column', column: 'part' },
  } as const;
  expect(kindsOf(drifted, given)).toEqual(['split-anew', 'leave-out', 'given']);
  expect(fixingOf(drifted, given).fixes[0]?.change).toEqual({
    split: { kind: 'random', fractions: { train: 0.6, val: 0.2, test: 0.2 }, seed: 1 },
  });
});

test('all at once: each column left out once and clipped no more, drift left alone, steps where they belong', () => {
  const leak = {
    ...base,
    kind: 'target-leak',
    column: 'verdict',
    score: 1,
    target: 'class',
  } as const;
  const far = { ...range, column: 'verdict' };
  const recipe: Recipe = {
    version: 1,
    steps: [
      { kind: 'rename', column: 'verdict', to: 'v' },
      { kind: 'scale', columns: ['area', 'verdict'], method: 'standard' },
      { kind: 'balance', method: 'oversample' },
    ],
  };
  const { steps } = fixAll([...FOUND, leak, far, drifted], TABLE).reduce(withChange, recipe);
  expect(steps).toEqual([
    { kind: 'outliers', columns: ['area'], method: 'iqr', factor: 5 },
    { kind: 'drop', columns: ['verdict'] },
    { kind: 'keep-together', groups: repeated.groups },
    { kind: 'scale', columns: ['area'], method: 'standard' },
    { kind: 'balance', method: 'class-weights' },
  ]);
});

test('a time series does without a column of numbers', () => {
  const recipe: Recipe = { version: 1, steps: [], series: { values: ['a', 'b'], window: 4 } };
  expect(withChange(recipe, { withoutValue: 'b' }).series).toEqual({ values: ['a'], window: 4 });
});
