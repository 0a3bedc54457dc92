import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inSourceOrder } from './row-reader.ts';

test('rows are read in the order in which they lie on disk, the same one as it is wanted', () => {
  const few = fc.array(fc.nat(20), { maxLength: 100 });
  const many = fc.array(fc.nat(2 ** 31 - 1), { maxLength: 100 });
  fc.assert(
    fc.property(fc.oneof(few, many), (wanted) => {
      const places = wanted.map((_, place) => place);
      places.sort((left, right) => (wanted[left] ?? 0) - (wanted[right] ?? 0) || left - right);
      expect([...inSourceOrder(Int32Array.from(wanted))]).toEqual(places);
    }),
  );
});
