import type { PeerTensor } from './peer-process.ts';

/** How far numbers are apart, relative to the largest expected; infinite where one is no number. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let furthest = 0;
  for (let at = 0; at < expected.length; at += 1) {
    const value = expected[at] ?? Number.NaN;
    const apart = Math.abs((found[at] ?? Number.NaN) - value);
    if (Number.isNaN(apart)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, Math.abs(value));
    furthest = Math.max(furthest, apart);
  }
  // No smaller number: native libraries may have the processor take those for 0.
  return furthest / Math.max(largest, 1e-30);
}

/** Classes as rows of zeros with a one. */
export function rowsOfOne({ shape: [rows = 0], data }: PeerTensor, classes: number): PeerTensor {
  const ones = new Float32Array(rows * classes);
  data.forEach((label, row) => {
    ones[row * classes + label] = 1;
  });
  return { shape: [rows, classes], data: ones };
}
