import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisTicks } from './axis-ticks.ts';

describe('axisTicks', () => {
  test('are round figures inside the range', () => {
    expect(axisTicks(3, 97, 6)).toEqual([20, 40, 60, 80]);
    expect(axisTicks(-1, 1, 6)).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  test('a range of nothing has its one value', () => {
    expect(axisTicks(5, 5, 6)).toEqual([5]);
  });

  test('are never more than asked for, and within the range', () => {
    const end = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(end, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (from, span) => {
        const ticks = axisTicks(from, from + span, 6);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(Math.min(...ticks, from + span)).toBeGreaterThanOrEqual(from - span * 1e-6);
      }),
    );
  });
});
