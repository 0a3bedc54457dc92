import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLAT_LOAD, loadLevels, peakLevel, servedShare } from './load-profile.ts';

const shares = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 100 }), { minLength: length, maxLength: length })
    .filter((values) => values.some((value) => value > 0));

describe('the load of a week', () => {
  it('is flat without profiles', () => {
    expect(loadLevels(null, null).levels).toEqual(FLAT_LOAD.levels);
    expect(peakLevel(FLAT_LOAD)).toBe(1);
  });

  it('by hand: half the day twice the mean, five days of seven', () => {
    const half = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 1 : 0));
    const { levels, shares: hours } = loadLevels(half, [1, 1, 1, 1, 1, 0, 0]);
    expect(Array.from(levels)).toEqual([0, 2.8]);
    expect(hours[1]).toBeCloseTo(5 / 14, 12);
    expect(servedShare({ levels, shares: hours }, 1.4)).toBeCloseTo(0.5, 12);
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
          expect(servedShare(load, peakLevel(load))).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});
