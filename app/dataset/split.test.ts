import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClassCount } from './dataset.ts';
import { assignSplits, countSplits, DEFAULT_FRACTIONS, type SplitAssignment } from './split.ts';

const FRACTIONS = [0.7, 0.15, 0.15] as const;

function labelled(sizes: readonly number[]) {
  const labels = Int32Array.from(sizes.flatMap((size, label) => Array<number>(size).fill(label)));
  const classCounts: ClassCount[] = sizes.map((count, label) => ({
    name: `class ${label}`,
    count,
  }));
  return { labels, classCounts, fractions: DEFAULT_FRACTIONS, seed: 1 };
}

function assigned(sizes: readonly number[], seed = 1, given?: SplitAssignment): SplitAssignment {
  const result = assignSplits({ ...labelled(sizes), seed, given });
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

const classSizes = fc.array(fc.integer({ min: 3, max: 80 }), { minLength: 2, maxLength: 12 });

describe('splitting by class', () => {
  test('cuts iris into 105, 22 and 23 rows', () => {
    expect(countSplits(assigned([50, 50, 50]))).toEqual({ train: 105, val: 22, test: 23 });
  });

  test('gives every class a place in every split, in proportion to within a row or two', () => {
    fc.assert(
      fc.property(classSizes, fc.nat(), (sizes, seed) => {
        const assignment = assigned(sizes, seed);
        const { labels } = labelled(sizes);
        for (const [label, size] of sizes.entries()) {
          const counts = [0, 0, 0];
          for (const [row, split] of assignment.entries()) {
            if (labels[row] === label) counts[split] = (counts[split] ?? 0) + 1;
          }
          for (const [split, fraction] of FRACTIONS.entries()) {
            expect(counts[split]).toBeGreaterThanOrEqual(1);
            // One row of rounding at either end, and one given to a split that would be empty.
            expect(Math.abs((counts[split] ?? 0) - size * fraction)).toBeLessThan(3);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('does not let the rounded boundaries of a tiny class cross', () => {
    const assignment = assigned([71, 24, 3, 3]);
    expect([...assignment.subarray(95, 98)].toSorted()).toEqual([0, 1, 2]);
    expect([...assignment.subarray(98)].toSorted()).toEqual([0, 1, 2]);
  });

  test('keeps the whole in proportion where no class is tiny', () => {
    const manyClasses = fc.array(fc.integer({ min: 7, max: 40 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(manyClasses, (sizes) => {
        const { train, val, test: held } = countSplits(assigned(sizes));
        const rows = sizes.reduce((sum, size) => sum + size, 0);
        // Each class is cut in whole rows, which mostly make up for one another.
        const tolerance = Math.max(4, sizes.length / 3);
        expect(Math.abs(train - rows * 0.7)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(val - rows * 0.15)).toBeLessThanOrEqual(tolerance);
        expect(train + val + held).toBe(rows);
      }),
    );
  });

  test('follows the seed and nothing else', () => {
    expect(assigned([40, 40], 7)).toEqual(assigned([40, 40], 7));
    expect(assigned([40, 40], 7)).not.toEqual(assigned([40, 40], 8));
  });

  test('keeps splits that the source brings and cuts the missing one from training rows', () => {
    const given = Uint8Array.from({ length: 100 }, (_, row) => (row % 5 === 0 ? 2 : 0));
    const assignment = assigned([50, 50], 1, given);
    expect([...assignment.keys()].filter((row) => assignment[row] === 2)).toEqual(
      [...given.keys()].filter((row) => given[row] === 2),
    );
    // 80 training rows, of which 0.15 / 0.85 go to validation.
    expect(countSplits(assignment)).toEqual({ train: 66, val: 14, test: 20 });
  });
});

describe('what cannot be split', () => {
  test('a class with fewer rows than splits, named', () => {
    expect(assignSplits(labelled([10, 2]))).toEqual({
      ok: false,
      error: { code: 'dataset/class-too-small', className: 'class 1', rows: 2, needed: 3 },
    });
  });

  test('fewer than six rows', () => {
    expect(assignSplits(labelled([5]))).toMatchObject({
      ok: false,
      error: { code: 'dataset/too-few-rows', rows: 5, needed: 6 },
    });
  });

  test.each([
    { train: 1, val: 0, test: 0 },
    { train: 0.5, val: 0.4, test: 0.2 },
    { train: Number.NaN, val: 0.5, test: 0.5 },
  ])('by fractions %j', (fractions) => {
    expect(assignSplits({ ...labelled([9, 9]), fractions })).toMatchObject({
      ok: false,
      error: { code: 'plan/field-invalid', field: 'splitFractions' },
    });
  });
});
