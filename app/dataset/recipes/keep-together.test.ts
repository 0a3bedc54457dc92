import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countSplits } from '../split.ts';
import { assignRows, LEFT_OUT, type RowFacts } from './assign-rows.ts';
import { joinGroups, keepTogether, widenGroups } from './keep-together.ts';
import type { SplitSpec } from './recipe-spec.ts';

const fractions = { train: 0.7, val: 0.15, test: 0.15 };

/** Rows of two classes in turn, in groups of ten. */
function facts(rows: number, together: readonly (readonly number[])[]): RowFacts {
  return {
    labels: Int32Array.from({ length: rows }, (_, row) => row % 2),
    classCounts: [0, 1].map((label) => ({
      name: `${label}`,
      count: Math.ceil((rows - label) / 2),
    })),
    groups: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 10)),
    times: null,
    given: Uint8Array.from({ length: rows }, (_, row) => [0, 0, 0, 1, 2][row % 5] ?? 0),
    together,
  };
}

function assigned(spec: SplitSpec, of: RowFacts): Uint8Array {
  const result = assignRows(spec, of);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

const SPECS: readonly SplitSpec[] = [
  { kind: 'random', fractions, seed: 3 },
  { kind: 'stratified', fractions, seed: 3 },
  { kind: 'grouped', column: 'g', fractions, seed: 3 },
  { kind: 'column', column: 's' },
  { kind: 'k-fold', folds: 5, fold: 2, val: 0.2, seed: 3 },
  { kind: 'k-fold', folds: 5, fold: 2, val: 0.2, seed: 3, group: 'g' },
];

test.each(SPECS.map((spec) => [spec.kind, spec] as const))(
  '%s: groups stay whole, and the same seed gives the same splits',
  (_, spec) => {
    fc.assert(
      fc.property(
        // More would bring most of twenty groups of a column into one.
        fc.array(fc.uniqueArray(fc.nat(199), { minLength: 2, maxLength: 3 }), { maxLength: 3 }),
        (groups) => {
          const of = facts(200, groups);
          const splits = assigned(spec, of);
          for (const rows of groups) expect(new Set(rows.map((row) => splits[row])).size).toBe(1);
          expect(assigned(spec, of)).toEqual(splits);
        },
      ),
      { numRuns: 30 },
    );
  },
);

test('pairs across splits leave sizes and classes as they were, and move no other row', () => {
  const spec = { kind: 'stratified', fractions, seed: 3 } as const;
  const before = assigned(spec, facts(200, []));
  const of = (split: number) =>
    [...before.keys()].filter((row) => before[row] === split && row % 2 === 0);
  const [train, test_] = [of(0), of(2)];
  const pairs = test_.slice(0, 10).map((row, at) => [train[at] ?? 0, row]);
  const after = assigned(spec, facts(200, pairs));
  expect(countSplits(after)).toEqual(countSplits(before));
  const moved = [...after.keys()].filter((row) => after[row] !== before[row]);
  expect(moved.every((row) => pairs.flat().includes(row))).toBe(true);
  expect(moved).toHaveLength(10);
});

test('each row tests in one fold of five, those of a group in the same', () => {
  const groups = [
    [0, 50, 101],
    [3, 4],
  ];
  const folds = [0, 1, 2, 3, 4].map((fold) =>
    assigned({ kind: 'k-fold', folds: 5, fold, val: 0.2, seed: 3 }, facts(200, groups)),
  );
  for (let row = 0; row < 200; row += 1) {
    expect(folds.filter((splits) => splits[row] === 2)).toHaveLength(1);
  }
  for (const splits of folds) expect(new Set([0, 50, 101].map((row) => splits[row])).size).toBe(1);
});

test('rows in no split stay out, and groups that share a row are one', () => {
  const kept = keepTogether(
    Uint8Array.of(0, LEFT_OUT, 2, 0, 0, 1),
    [
      [0, 1],
      [1, 2],
    ],
    new Int32Array(6),
    LEFT_OUT,
  );
  expect(kept[1]).toBe(LEFT_OUT);
  expect(kept[0]).toBe(kept[2]);
  expect(joinGroups([[4, 1], [7, 3], [], [1, 7], [9]])).toEqual([[1, 3, 4, 7], [9]]);
});

test('a group of rows takes in whole groups of a column', () => {
  expect(widenGroups([[0, 3]], Int32Array.of(0, 0, 1, 2, 1))).toEqual([[0, 1, 3]]);
});
