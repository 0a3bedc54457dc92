import fc from 'fast-check';
import { expect, test } from 'vitest';
import { halfBits } from './half-precision.ts';

/** The number that float16 bits stand for. */
function numberOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0
    ? sign * mantissa * 2 ** -24
    : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

test.each([
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff],
  [65_519, 0x7bff],
  [65_520, 0x7c00],
  [-1e9, 0xfc00],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [2 ** -14, 0x0400],
  [1 / 3, 0x3555],
  [Number.NaN, 0x7e00],
])('%d', (value, bits) => {
  expect(halfBits(value)).toBe(bits);
});

test('every float16 keeps its bits', () => {
  for (let bits = 0; bits < 0x10000; bits += 1) {
    const value = numberOf(bits);
    if (!Number.isNaN(value)) expect(halfBits(value)).toBe(bits);
  }
});

test('no other float16 is nearer', () => {
  fc.assert(
    fc.property(fc.double({ min: -65_519, max: 65_519, noNaN: true }), (value) => {
      const bits = halfBits(value);
      const distance = Math.abs(numberOf(bits) - value);
      for (const other of [bits - 1, bits + 1]) {
        if ((other & 0x7fff) >= 0x7c00 || other < 0) continue;
        expect(distance).toBeLessThanOrEqual(Math.abs(numberOf(other) - value));
      }
    }),
  );
});
