import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeRank } from './place-rank.ts';

test('the value of a rank stands where sorting would put it', () => {
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(numbers, fc.nat(), (given, place) => {
      const rank = place % given.length;
      const values = Float64Array.from(given);
      placeRank(values, 0, values.length - 1, rank);
      const sorted = Float64Array.from(given).sort();
      expect(values[rank]).toBe(sorted[rank]);
      expect(values.slice(0, rank).every((value) => value <= (sorted[rank] ?? 0))).toBe(true);
      expect(Float64Array.from(values).sort()).toEqual(sorted);
    }),
  );
});
