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
        const last = callsOf(secondsPerStep, 10_000_000, 12).at(-1) ?? 0;
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

  /** Seconds of the last of some calls that take a fixed time besides that of their steps. */
  function settled(fixedSeconds: number, secondsPerStep: number, disturbedCall = -1) {
    const length = new CallLength();
    let seconds = 0;
    for (let call = 0; call < 40; call += 1) {
      const steps = length.next(10_000_000);
      seconds = fixedSeconds + steps * secondsPerStep;
      // The first call also makes the process ready.
      const disturbance = call === 0 ? 3 : call === disturbedCall ? 1 : 0;
      length.measured(steps, seconds + disturbance);
    }
    return seconds;
  }

  it('is as long as what calls have in common takes 5 % of it, but a second at most', () => {
    expect(settled(0, 1e-4)).toBeCloseTo(0.2, 1);
    expect(0.03 / settled(0.03, 1e-4)).toBeCloseTo(0.05, 2);
    expect(settled(0.4, 1e-4)).toBeCloseTo(1, 0);
    expect(settled(0.4, 0.02)).toBeCloseTo(1, 1);
  });

  it('leaves the steps half of the time where handing over takes most of a second', () => {
    expect(settled(1.2, 1e-3)).toBeCloseTo(2.4, 1);
  });

  it.each([1, 2, 3, 4])('finds its length again after a disturbed call: %i', (call) => {
    expect(settled(0.4, 1e-3, call)).toBeCloseTo(1, 1);
    expect(settled(0, 0.15, call)).toBeCloseTo(0.15, 2);
  });

  it('tells the time of a step without the short call at the end of an epoch', () => {
    const length = new CallLength();
    for (let call = 0; call < 12; call += 1) length.measured(600, 0.4 + 600 * 1e-3);
    length.measured(1, 0.401);
    expect(length.secondsPerStep).toBeLessThan(0.004);
  });

  it('is kept once it is settled on, whatever single calls take, also by a later session', () => {
    const length = new CallLength();
    for (let call = 0; call < 31; call += 1) {
      const steps = length.next(10_000_000);
      length.measured(steps, 0.004 + steps * 1e-4);
      expect(length.pace).toBe(null);
    }
    const last = length.next(10_000_000);
    length.measured(last, 0.004 + last * 1e-4);
    const { pace } = length;
    expect(pace?.seconds).toBeGreaterThan(0.1);
    expect(pace?.seconds).toBeCloseTo(0.004 + (pace?.steps ?? 0) * 1e-4, 2);

    const resumed = new CallLength(Number.POSITIVE_INFINITY, pace);
    for (const each of [length, resumed]) {
      // The first call of a process is slow, two more are disturbed, many end with their epoch.
      for (const slower of [9, 1, 3, 3, 1, 0.3, 0.3, 1]) {
        expect(each.next(10_000_000)).toBe(pace?.steps);
        each.measured(pace?.steps ?? 0, slower * (pace?.seconds ?? 0));
        expect(each.next(7)).toBe(7);
        each.measured(7, 0.5);
      }
      expect(each.pace).toEqual(pace);
    }
    expect(new CallLength(40, pace).next(1000)).toBe(40);
  });

  it('is chosen anew where calls have come to take far longer, and kept again', () => {
    const length = new CallLength(Number.POSITIVE_INFINITY, { steps: 2000, seconds: 0.2 });
    const taken = (secondsPerStep: number, calls: number) => {
      for (let call = 0; call < calls; call += 1) {
        const steps = length.next(10_000_000);
        length.measured(steps, steps * secondsPerStep);
      }
    };
    taken(3e-4, 3);
    expect(length.pace).toBe(null);
    taken(3e-4, 32);
    expect(length.pace?.seconds).toBeCloseTo(0.2, 1);
    expect(length.pace?.steps).toBeLessThan(1000);
    taken(1e-4, 40);
    expect(length.pace?.seconds).toBeCloseTo(0.2, 1);
    expect(length.pace?.steps).toBeGreaterThan(1500);
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
