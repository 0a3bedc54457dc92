import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallLength } from './call-length.ts';

/** Lets a step take the given time, and returns how long each call was. */
function callsOf(secondsPerStep: number, stepsLeft: number, calls: number): number[] {
  const length = new CallLength();
  return Array.from({ length: calls }, () => {
    const steps = length.next(stepsLeft);
    length.measured(steps, steps * secondsPerStep);
    return steps;
  });
}

describe('the length of a call', () => {
  it('starts with one step', () => {
    expect(new CallLength().next(1000)).toBe(1);
  });

  it('comes to 0.1–0.25 s, wherever a step is short enough', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 0.1, noNaN: true }), (secondsPerStep) => {
        const last = callsOf(secondsPerStep, 10_000_000, 20).at(-1) ?? 0;
        expect(last * secondsPerStep).toBeGreaterThan(0.08);
        expect(last * secondsPerStep).toBeLessThan(0.25);
      }),
    );
  });

  it('is one step where steps are long', () => {
    expect(callsOf(3, 1000, 5)).toEqual([1, 1, 1, 1, 1]);
  });

  it('grows by and by, so that one wrong measurement makes no endless call', () => {
    expect(callsOf(1e-9, 1000, 6)).toEqual([1, 4, 16, 64, 256, 1000]);
  });

  it('is as long as handing the state over takes 5 % of it, but two seconds at most', () => {
    const handed = (handingSeconds: number) => {
      const length = new CallLength({ handsOver: true });
      let seconds = 0;
      for (let call = 0; call < 30; call += 1) {
        const steps = length.next(10_000_000);
        // The first call also makes the device ready.
        seconds = handingSeconds + steps * 1e-4;
        length.measured(steps, call === 0 ? seconds + 3 : seconds);
      }
      return seconds;
    };
    expect(handed(0)).toBeCloseTo(0.2, 1);
    expect(0.03 / handed(0.03)).toBeCloseTo(0.05, 2);
    expect(handed(0.5)).toBeCloseTo(2, 0);
  });

  it('never passes the end of the epoch, and a short last call holds nothing up', () => {
    const length = new CallLength();
    for (const stepsLeft of [100, 99, 95, 79]) {
      const steps = length.next(stepsLeft);
      expect(steps).toBeLessThanOrEqual(stepsLeft);
      length.measured(steps, steps * 1e-6);
    }
    length.measured(length.next(2), 2e-6);
    expect(length.next(1000)).toBe(256);
  });
});
