import { describe, expect, test } from 'vitest';
import { randomStream } from '../../random.ts';
import { directionsOf, scrambledSobol } from './sobol.ts';

/** Points in rows. */
function points(dimensions: number, count: number, seed: number): readonly (readonly number[])[] {
  const columns = new Float64Array(dimensions * count);
  scrambledSobol(dimensions, seed).fill(columns, count);
  return Array.from({ length: count }, (_, point) =>
    Array.from(
      { length: dimensions },
      (_unused, dimension) => columns[dimension * count + point] ?? 0,
    ),
  );
}

/** Coordinate of a point that is not scrambled, by the Gray code of its number. */
function plain(dimension: number, index: number): number {
  const gray = index ^ (index >>> 1);
  let word = 0;
  for (const [bit, direction] of directionsOf(dimension).entries()) {
    if ((gray >>> bit) & 1) word ^= direction;
  }
  return (word >>> 0) / 2 ** 32;
}

describe('direction numbers', () => {
  test('give the points that SciPy gives', () => {
    expect([0, 1, 2, 3, 4, 5].map((dimension) => plain(dimension, 4))).toEqual([
      0.375, 0.375, 0.625, 0.875, 0.375, 0.125,
    ]);
    expect([0, 1, 5, 20, 40, 63].map((dimension) => plain(dimension, 777))).toEqual([
      0.692_382_812_5, 0.936_523_437_5, 0.356_445_312_5, 0.237_304_687_5, 0.721_679_687_5,
      0.426_757_812_5,
    ]);
    expect(plain(63, 1023)).toBe(0.040_039_062_5);
  });
});

describe('scrambled points', () => {
  test('put one of 1024 into each of as many equal slices of every coordinate', () => {
    const drawn = points(64, 1024, 5);
    for (let dimension = 0; dimension < 64; dimension += 1) {
      const slices = new Set(drawn.map((point) => Math.floor((point[dimension] ?? 0) * 1024)));
      expect(slices.size).toBe(1024);
    }
  });

  test('put one of 256 into each elementary box of the first two coordinates', () => {
    const drawn = points(2, 256, 9);
    for (let bits = 0; bits <= 8; bits += 1) {
      const boxes = drawn.map(
        ([x = 0, y = 0]) => Math.floor(x * 2 ** bits) * 2 ** 8 + Math.floor(y * 2 ** (8 - bits)),
      );
      expect(new Set(boxes).size).toBe(256);
    }
  });

  test('are the same for a seed, however they are asked for, and others for another', () => {
    const source = scrambledSobol(70, 3);
    const parts = [100, 156].map((count) => {
      const columns = new Float64Array(70 * count);
      source.fill(columns, count);
      return Array.from({ length: count }, (_, at) => [columns[at], columns[69 * count + at]]);
    });
    expect(parts.flat()).toEqual(points(70, 256, 3).map((point) => [point[0], point[69]]));
    expect(points(3, 4, 4)).not.toEqual(points(3, 4, 3));
  });

  test('are never 0 or 1, beyond the table neither', () => {
    const drawn = points(80, 512, 1).flat();
    expect(Math.min(...drawn)).toBeGreaterThan(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
  });

  test('integrate a smooth function with an error that falls about as fast as their number grows', () => {
    // ∏ (1 + (x − ½) / 2) over eight coordinates has the integral 1.
    const errorOf = (drawn: readonly (readonly number[])[]) => {
      const sum = drawn.reduce(
        (total, point) => total + point.reduce((product, x) => product * (1 + (x - 0.5) / 2), 1),
        0,
      );
      return sum / drawn.length - 1;
    };
    const rms = (errors: readonly number[]) =>
      Math.sqrt(errors.reduce((total, error) => total + error * error, 0) / errors.length);
    const seeds = Array.from({ length: 16 }, (_, seed) => seed);
    const sobol = (count: number) => rms(seeds.map((seed) => errorOf(points(8, count, seed))));
    const plainRandom = rms(
      seeds.map((seed) => {
        const stream = randomStream(seed, 'plain');
        return errorOf(
          Array.from({ length: 4096 }, () => Array.from({ length: 8 }, () => stream.nextFloat())),
        );
      }),
    );
    const [few, many] = [sobol(256), sobol(4096)];
    // Sixteen times as many: independent draws would come four times nearer.
    expect(few / many).toBeGreaterThan(10);
    expect(plainRandom / many).toBeGreaterThan(10);
  });
});
