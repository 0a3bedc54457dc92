import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLevels, wholeMachines } from './load-profile.ts';
import { firstRise } from './machine-stairs.ts';

describe('the stairs of mean machines', () => {
  it('stand where every hour counted by itself would put them, up to their top', () => {
    const weights = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(weights, { minLength: 24, maxLength: 24 }).filter((day) => Math.max(...day) > 0.1),
        fc.array(weights, { minLength: 7, maxLength: 7 }).filter((week) => Math.max(...week) > 0.1),
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        (hourly, weekly, share) => {
          const { levels, hoursBefore, stairs } = loadLevels(hourly, weekly);
          const busy = share * stairs.upTo;
          if (busy <= stairs.from || busy >= stairs.upTo) return;
          let expected = 0;
          for (const [index, level] of levels.entries()) {
            const hours = (hoursBefore[index + 1] ?? 1) - (hoursBefore[index] ?? 0);
            expected += hours * wholeMachines(busy * level);
          }
          expect(stairs.machines[firstRise(stairs, busy)]).toBeCloseTo(expected, 9);
        },
      ),
      { numRuns: 300 },
    );
  });
});
