import { type RandomStream, randomStream } from '../../random.ts';
import { SOBOL_DIRECTIONS } from './sobol-directions.ts';
import type { UniformSource } from './uniform-source.ts';

const BITS = 32;
/** Coordinates with direction numbers; those beyond are filled with independent uniform numbers. */
const SOBOL_DIMENSIONS = SOBOL_DIRECTIONS.length + 1;

/**
 * Sobol' points, scrambled by a random lower-triangular matrix and a random shift per coordinate, so that they stay
 * as even as they were but depend on the seed, and no coordinate is 0.
 * @param dimensions those beyond the table's 64 are plain uniform numbers: fill the important ones first
 * @source Sobol' 1967; Antonov & Saleev 1979 (order by Gray code); Matoušek 1998, "On the L2-discrepancy for anchored
 *   boxes", J. Complexity 14 (random linear scrambling); Owen 1998 (padding)
 */
export function scrambledSobol(dimensions: number, seed: number): UniformSource {
  const even = Math.min(dimensions, SOBOL_DIMENSIONS);
  const directions = new Int32Array(even * BITS);
  /** The point to come, a word for each coordinate. */
  const point = new Int32Array(even);
  for (let dimension = 0; dimension < even; dimension += 1) {
    const stream = randomStream(seed, `sobol/${dimension}`);
    const own = directions.subarray(dimension * BITS, (dimension + 1) * BITS);
    own.set(scrambled(directionsOf(dimension), stream));
    point[dimension] = stream.nextUint32() | 0;
  }
  const padding = Array.from({ length: dimensions - even }, (_, beyond) =>
    randomStream(seed, `sobol/padding/${beyond}`),
  );
  let index = 0;

  return {
    dimensions,
    fill(columns, count) {
      for (let dimension = 0; dimension < even; dimension += 1) {
        const own = directions.subarray(dimension * BITS, (dimension + 1) * BITS);
        const start = dimension * count;
        let word = point[dimension] ?? 0;
        for (let at = 0; at < count; at += 1) {
          columns[start + at] = centred(word);
          // The next point differs by the direction of the lowest bit that is 0 in this one's number.
          word ^= own[Math.clz32(~(index + at) & (index + at + 1)) ^ (BITS - 1)] ?? 0;
        }
        point[dimension] = word;
      }
      for (const [beyond, stream] of padding.entries()) {
        const start = (even + beyond) * count;
        for (let at = 0; at < count; at += 1) columns[start + at] = centred(stream.nextUint32());
      }
      index += count;
    },
  };
}

/** A word as a number in (0, 1): the middle of its interval. */
function centred(word: number): number {
  return ((word >>> 0) + 0.5) / 2 ** BITS;
}

/** Direction numbers of a coordinate as fractions of 2³², by the recurrence of its polynomial. */
export function directionsOf(dimension: number): Int32Array {
  const directions = new Int32Array(BITS);
  const row = SOBOL_DIRECTIONS[dimension - 1];
  if (row === undefined) {
    for (let bit = 0; bit < BITS; bit += 1) directions[bit] = 1 << (BITS - 1 - bit);
    return directions;
  }
  const [polynomial, ...first] = row;
  const degree = first.length;
  for (let bit = 0; bit < BITS; bit += 1) {
    const given = first[bit];
    if (given !== undefined) {
      directions[bit] = given << (BITS - 1 - bit);
      continue;
    }
    const earliest = directions[bit - degree] ?? 0;
    let direction = earliest ^ (earliest >>> degree);
    for (let back = 1; back < degree; back += 1) {
      if ((polynomial >>> (degree - back)) & 1) direction ^= directions[bit - back] ?? 0;
    }
    directions[bit] = direction;
  }
  return directions;
}

/** Directions times a random lower-triangular matrix of bits with ones on its diagonal. */
function scrambled(directions: Int32Array, stream: RandomStream): Int32Array {
  const result = new Int32Array(BITS);
  for (let place = BITS - 1; place >= 0; place -= 1) {
    const diagonal = 1 << place;
    const above = place === BITS - 1 ? 0 : stream.nextUint32() & (-1 << (place + 1));
    for (let bit = 0; bit < BITS; bit += 1) {
      const odd = parity((directions[bit] ?? 0) & (above | diagonal));
      if (odd) result[bit] = (result[bit] ?? 0) | diagonal;
    }
  }
  return result;
}

/** Whether a word has an odd number of ones. */
function parity(word: number): boolean {
  let folded = word ^ (word >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  folded ^= folded >>> 2;
  folded ^= folded >>> 1;
  return (folded & 1) === 1;
}
