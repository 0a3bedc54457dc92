import { expect, test } from 'vitest';
import { fail, ok } from '../../../app/errors.ts';
import type { Window } from './engine-window.ts';
import { alternate } from './rounds.ts';

/** Answers one window after the other, the last one for ever. */
function contestant(name: string, windows: readonly Window[]) {
  let asked = 0;
  return {
    name,
    measure: async () => {
      const window = windows[Math.min(asked, windows.length - 1)];
      asked += 1;
      return window === undefined
        ? fail({ code: 'peers/failed', peer: name, reason: 'gone' })
        : ok(window);
    },
  };
}

const quiet = (samplesPerSecond: number): Window => ({ samplesPerSecond, othersShare: 0.01 });
const loud = (samplesPerSecond: number): Window => ({ samplesPerSecond, othersShare: 0.5 });

async function rates(contestants: Parameters<typeof alternate<Window>>[0], wanted: number) {
  const done = await alternate(contestants, wanted, () => {});
  if (!done.ok) return done.error.code;
  return {
    disturbed: done.value.disturbed,
    rounds: done.value.rounds.map((round) =>
      [...round.values()].map(({ samplesPerSecond }) => samplesPerSecond),
    ),
  };
}

test('all take part in every round', async () => {
  const both = [contestant('a', [quiet(1), quiet(2)]), contestant('b', [quiet(3), quiet(4)])];
  expect(await rates(both, 2)).toEqual({
    disturbed: false,
    rounds: [
      [1, 3],
      [2, 4],
    ],
  });
});

test('a disturbed window is taken again, and a round that stays disturbed is left out', async () => {
  const mended = contestant('a', [loud(1), quiet(2), loud(3), loud(4), quiet(5)]);
  expect(await rates([mended], 2)).toEqual({ disturbed: false, rounds: [[2], [5]] });
});

test('where nothing is quiet, every round counts and the answer says so', async () => {
  expect(await rates([contestant('a', [loud(1)])], 2)).toEqual({
    disturbed: true,
    rounds: [[1], [1], [1]],
  });
});

test('one who fails ends it', async () => {
  expect(await rates([contestant('a', [])], 2)).toBe('peers/failed');
});
