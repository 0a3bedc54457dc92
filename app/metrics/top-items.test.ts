import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BestItems, rankingMeasures } from './top-items.ts';

test('the best items are those of a sort, the earlier of equals first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.integer({ min: 1, max: 12 }),
      (scores, most) => {
        const best = new BestItems(most);
        for (const [item, score] of scores.entries()) best.add(item, score);
        const sorted = [...scores.entries()].toSorted(([, a], [, b]) => b - a).slice(0, most);
        expect(best.items).toEqual(sorted.map(([item]) => item));
        expect(best.scores).toEqual(sorted.map(([, score]) => score));
      },
    ),
  );
});

test('no score is no place, and nothing bad is kept for want of better', () => {
  const best = new BestItems(2);
  for (const [item, score] of [Number.NEGATIVE_INFINITY, -3, Number.NEGATIVE_INFINITY].entries()) {
    best.add(item, score);
  }
  expect(best.items).toEqual([1, 0]);
});

/** Worked by hand: relevant at places 2 and 4 of 5, of three relevant. */
test('measures are those of the literature', () => {
  const [hit, recall, ndcg, mrr] = rankingMeasures([7, 1, 8, 2, 9], new Set([1, 2, 3]), 5);
  expect([hit, recall, mrr]).toEqual([1, 2 / 3, 1 / 2]);
  const gain = 1 / Math.log2(3) + 1 / Math.log2(5);
  const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
  expect(ndcg).toBeCloseTo(gain / ideal, 12);
  expect(rankingMeasures([7, 8], new Set([1]), 5)).toEqual([0, 0, 0, 0]);
  expect(rankingMeasures([1, 2, 3, 9], new Set([1, 2, 3]), 3)).toEqual([1, 1, 1, 1]);
  expect(rankingMeasures([7, 1], new Set([1]), 1)).toEqual([0, 0, 0, 0]);
});
