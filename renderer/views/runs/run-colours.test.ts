import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runColour, runColours } from './run-colours.ts';

const ids = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 });

test('up to eight runs drawn together have eight colours', () => {
  fc.assert(
    fc.property(ids, (some) => {
      expect(new Set(runColours(some)).size).toBe(some.length);
    }),
  );
});

test('the first run of a chart has its own colour, and every colour is of the palette', () => {
  fc.assert(
    fc.property(ids, (some) => {
      expect(runColours(some)[0]).toBe(runColour(some[0] ?? ''));
      for (const colour of runColours([...some, ...some])) {
        expect(colour).toBeGreaterThanOrEqual(0);
        expect(colour).toBeLessThan(8);
      }
    }),
  );
});
