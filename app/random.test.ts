import { describe, expect, test } from 'vitest';
import { philox, randomStream, shuffledRows, uniformFloats } from './random.ts';

/**
 * Known answers of philox4x32-10.
 * @source Random123 kat_vectors, as in DEShawResearch/fs123 3ea43ef, core123/ut/ut_philox.cpp (read 2026-11-23)
 */
const KNOWN_ANSWERS = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] as const;

describe('philox', () => {
  test.each(KNOWN_ANSWERS)('gives the published words for key $key', ({ counter, key, words }) => {
    const block = new Uint32Array(4);
    philox(counter, key, block);
    expect([...block]).toEqual(words);
  });
});

describe('randomStream', () => {
  test('the first numbers of a stream never change', () => {
    const stream = randomStream(7, 'weight/dense/kernel');
    const words = [stream.nextUint32(), stream.nextUint32(), stream.nextUint32()];
    expect(words).toEqual([4120006702, 3422033482, 3737180319]);
    const other = randomStream(1, 'x');
    expect(Array.from({ length: 6 }, () => other.nextBelow(10))).toEqual([9, 6, 7, 6, 8, 6]);
    expect([...uniformFloats(2 ** 40 + 1, 'pool', 3, -1, 1)]).toEqual([
      0.2518589496612549, -0.58757483959198, -0.17244040966033936,
    ]);
  });

  test('seed and name each give another stream', () => {
    const first = (seed: number, name: string) => randomStream(seed, name).nextUint32();
    const numbers = [first(1, 'a'), first(2, 'a'), first(1, 'b'), first(1 + 2 ** 32, 'a')];
    expect(new Set(numbers).size).toBe(4);
  });

  test('floats fill [0, 1) evenly', () => {
    const floats = uniformFloats(3, 'even', 100_000);
    const mean = floats.reduce((sum, value) => sum + value, 0) / floats.length;
    const below = floats.filter((value) => value < 0.1).length / floats.length;
    expect(Math.min(...floats.subarray(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(floats.every((value) => value < 1)).toBe(true);
    // Four standard errors of the mean and of a proportion at 100,000 draws.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0037);
    expect(Math.abs(below - 0.1)).toBeLessThan(0.0038);
  });

  test('whole numbers below a bound reach every value', () => {
    const stream = randomStream(5, 'bound');
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 6000; draw += 1) {
      const value = stream.nextBelow(6);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
    expect(stream.nextBelow(1)).toBe(0);
  });
});

describe('shuffledRows', () => {
  test('the orders of a seed never change', () => {
    expect([...shuffledRows(3, 0, 8)]).toEqual([0, 6, 4, 1, 3, 5, 2, 7]);
    expect([...shuffledRows(3, 1, 8)]).toEqual([6, 7, 0, 3, 1, 2, 5, 4]);
  });

  test('draws what its stream would, however many rows there are', () => {
    const rows = 5000;
    const stream = randomStream(2 ** 33 + 5, 'shuffle/4');
    const order = Array.from({ length: rows }, (_, row) => row);
    for (let last = rows - 1; last > 0; last -= 1) {
      const other = stream.nextBelow(last + 1);
      [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
    }
    expect([...shuffledRows(2 ** 33 + 5, 4, rows)]).toEqual(order);
  });

  test('is a permutation that seed and epoch decide', () => {
    const order = shuffledRows(1, 0, 1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(shuffledRows(1, 0, 1000)).toEqual(order);
    expect(shuffledRows(1, 1, 1000)).not.toEqual(order);
    expect(shuffledRows(2, 0, 1000)).not.toEqual(order);
  });

  test('gives every order of three rows equally often', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 6000; epoch += 1) {
      const order = shuffledRows(9, epoch, 3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  test('an empty split and a single row need no draw', () => {
    expect([...shuffledRows(1, 0, 0)]).toEqual([]);
    expect([...shuffledRows(1, 0, 1)]).toEqual([0]);
  });
});
