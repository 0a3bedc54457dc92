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

test('so it does among thousands of values, of which many may be alike', () => {
  const kinds = fc.constantFrom(3, 1000, 2 ** 30);
  fc.assert(
    fc.property(kinds, fc.integer(), fc.nat(), (kind, seed, place) => {
      const count = 1000 + (place % 5000);
      const given = Float64Array.from({ length: count }, (_, at) => {
        return (Math.imul(at ^ seed, 0x9e3779b1) >>> 1) % kind;
      });
      const rank = place % count;
      const values = given.slice();
      placeRank(values, 0, count - 1, rank);
      const sorted = given.slice().sort();
      expect(values[rank]).toBe(sorted[rank]);
      expect(values.slice(0, rank).every((value) => value <= (sorted[rank] ?? 0))).toBe(true);
      expect(values.sort()).toEqual(sorted);
    }),
    { numRuns: 40 },
  );
});
