import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLAT_LOAD, loadLevels, meanMachines, servedShare, wholeMachines } from './load-profile.ts';

const shares = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 100 }), { minLength: length, maxLength: length })
    .filter((values) => values.some((value) => value > 0));

describe('the load of a week', () => {
  it('is flat without profiles', () => {
    expect(loadLevels(null, null).levels).toEqual(FLAT_LOAD.levels);
    expect(FLAT_LOAD.peak).toBe(1);
  });

  it('by hand: half the day twice the mean, five days of seven', () => {
    const half = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 1 : 0));
    const load = loadLevels(half, [1, 1, 1, 1, 1, 0, 0]);
    expect(Array.from(load.levels, (level) => Number(level.toFixed(12)))).toEqual([0, 2.8]);
    expect(load.hoursBefore[1]).toBeCloseTo(9 / 14, 12);
    expect(servedShare(load, 1.4)).toBeCloseTo(0.5, 12);
    // 1.5 machines at the mean are 4.2 in the busy hours: 5; one runs in the others.
    expect(meanMachines(load, 1.5, 1)).toBeCloseTo((5 * 5 + 9) / 14, 12);
    expect(meanMachines(load, 1.5, 0)).toBeCloseTo((5 * 5) / 14, 12);
    expect(meanMachines(load, 0, 2)).toBe(2);
  });

  it('has a mean of 1, and a fixed capacity serves more of it the larger it is, up to all', () => {
    fc.assert(
      fc.property(
        fc.option(shares(24)),
        fc.option(shares(7)),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (hourly, weekly, one, more) => {
          const load = loadLevels(hourly, weekly);
          const served = servedShare(load, one);
          expect(servedShare(load, one + more)).toBeGreaterThanOrEqual(served - 1e-12);
          expect(served).toBeLessThanOrEqual(one + 1e-12);
          expect(servedShare(load, load.peak)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('needs in each hour as many machines as its load, however it is counted', () => {
    fc.assert(
      fc.property(
        shares(24),
        fc.double({ min: 0.01, max: 200, noNaN: true }),
        fc.integer({ min: 0, max: 3 }),
        (hourly, machines, minimum) => {
          const load = loadLevels(hourly, null);
          const mean = hourly.reduce((sum, value) => sum + value, 0) / 24;
          const byHour = hourly.map((value) =>
            Math.max(minimum, wholeMachines((value / mean) * machines)),
          );
          const expected = byHour.reduce((sum, value) => sum + value, 0) / 24;
          expect(meanMachines(load, machines, minimum)).toBeCloseTo(expected, 6);
        },
      ),
    );
  });
});
