import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../random.ts';
import { NegativeSampler } from './negative-sampler.ts';

const [USERS, ITEMS] = [30, 20];

/** Made-up choices, of which low items have the most; the last user chose all items but one. */
function madeUp() {
  const random = randomStream(1, 'choices');
  const pairs: [number, number][] = [];
  for (let user = 1; user < USERS; user += 1) {
    for (let item = 1; item <= ITEMS; item += 1) {
      if (random.nextFloat() < 1 / item) pairs.push([user, item]);
    }
  }
  for (let item = 1; item < ITEMS; item += 1) pairs.push([USERS, item]);
  return {
    users: Int32Array.from(pairs, ([user]) => user),
    items: Int32Array.from(pairs, ([, item]) => item),
  };
}

const choices = madeUp();
const isChosen = (user: number, item: number) =>
  choices.users.some((other, row) => other === user && choices.items[row] === item);

describe.each(['uniform', 'popularity'] as const)('items drawn by %s', (draw) => {
  const sampler = new NegativeSampler(choices, USERS, ITEMS, draw);
  const drawn = (seed: number, epoch: number, row: number, user: number, own = 0) => {
    const items = new Int32Array(4);
    sampler.draw({ seed, epoch, row }, user, own, items);
    return [...items];
  };

  test('are never those that the user chose, and the same wherever they are drawn again', () => {
    const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(
        number,
        number,
        number,
        fc.integer({ min: 1, max: USERS }),
        (seed, epoch, row, user) => {
          const items = drawn(seed, epoch, row, user);
          expect(items.every((item) => item >= 1 && item <= ITEMS)).toBe(true);
          expect(items.filter((item) => isChosen(user, item))).toEqual([]);
          expect(drawn(seed, epoch, row, user)).toEqual(items);
        },
      ),
    );
  });

  test('are others in another epoch, row or run', () => {
    const rows = (seed: number, epoch: number, from: number) =>
      Array.from({ length: 20 }, (_, at) => drawn(seed, epoch, from + at, 3));
    const first = rows(1, 0, 0);
    for (const other of [rows(1, 1, 0), rows(2, 0, 0), rows(1, 0, 20)]) {
      expect(other).not.toEqual(first);
    }
  });

  test('are all that is left of a user who chose nearly everything, and nothing where nothing is', () => {
    expect(drawn(5, 0, 0, USERS)).toEqual([ITEMS, ITEMS, ITEMS, ITEMS]);
    expect(drawn(5, 0, 0, USERS, ITEMS)).toEqual([0, 0, 0, 0]);
  });

  test('come as often as they should', () => {
    const weights = Array.from({ length: ITEMS }, (_, at) => {
      const count = choices.items.filter((item) => item === at + 1).length;
      return draw === 'uniform' ? 1 : count ** 0.75;
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const counts = new Array<number>(ITEMS).fill(0);
    const rows = 10_000;
    for (let row = 0; row < rows; row += 1) {
      // Nobody: of whom nothing is known.
      for (const item of drawn(9, 0, row, 0)) counts[item - 1] = (counts[item - 1] ?? 0) + 1;
    }
    counts.forEach((count, at) => {
      expect(count / (4 * rows)).toBeCloseTo((weights[at] ?? 0) / total, 2);
    });
  });
});
