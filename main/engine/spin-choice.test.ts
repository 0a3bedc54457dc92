import { expect, it } from 'vitest';
import { SpinChoice } from './spin-choice.ts';

/** Two cores, of which this process and others use as many as told. */
function aMachine() {
  const state = { nowMs: 0, ownMs: 0, othersMs: 0 };
  return {
    times: {
      cores: 2,
      nowMs: () => state.nowMs,
      allMs: () => state.ownMs + state.othersMs,
      ownMs: () => state.ownMs,
    },
    pass(ms: number, ownCores: number, othersCores: number) {
      state.nowMs += ms;
      state.ownMs += ms * ownCores;
      state.othersMs += ms * othersCores;
    },
  };
}

it('spins on free cores, however busy it is itself, and not where others want them', () => {
  const { times, pass } = aMachine();
  const choice = new SpinChoice(times);
  expect(choice.spins(2)).toBe(false);
  pass(50, 1, 0);
  expect(choice.spins(2)).toBe(false);
  pass(50, 1, 0);
  expect(choice.spins(2)).toBe(true);
  pass(4999, 1, 1);
  expect(choice.spins(2)).toBe(true);
  pass(1, 1, 1);
  expect(choice.spins(2)).toBe(false);
  pass(999, 2, 0.2);
  expect(choice.spins(2)).toBe(false);
  pass(1, 2, 0.2);
  expect(choice.spins(2)).toBe(true);
});

it('begins as an earlier session ended, until it has looked', () => {
  const { times, pass } = aMachine();
  const choice = new SpinChoice(times);
  choice.beginWith(true);
  expect(choice.spins(2)).toBe(true);
  pass(100, 1, 1);
  expect(choice.spins(2)).toBe(false);
  choice.beginWith(false);
  expect(choice.spins(2)).toBe(false);
});

it('leaves others the cores that it has no threads for', () => {
  const { times, pass } = aMachine();
  const choice = new SpinChoice(times);
  pass(100, 1, 1);
  expect(choice.spins(1)).toBe(true);
  pass(5000, 0.7, 1.3);
  expect(choice.spins(1)).toBe(false);
});
