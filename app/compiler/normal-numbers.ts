import type { RandomStream } from '../random.ts';

/**
 * Normal numbers that only add, multiply, divide, compare and take square roots, which are exact to
 * the last digit on every machine: a logarithm out of a library may not be.
 */

/**
 * Standard normal numbers, one a call; two come from each point that falls into the unit circle.
 * @source Marsaglia & Bray 1964, "A convenient method for generating normal variables"
 */
export function normalNumbers(stream: RandomStream): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    let [x, y, square] = [0, 0, 0];
    while (square === 0 || square >= 1) {
      x = 2 * stream.nextFloat() - 1;
      y = 2 * stream.nextFloat() - 1;
      square = x * x + y * y;
    }
    const factor = Math.sqrt((-2 * naturalLogarithm(square)) / square);
    spare = y * factor;
    return x * factor;
  };
}

/** Standard normal numbers within ±2; those beyond are drawn again. */
export function truncatedNormalNumbers(stream: RandomStream): () => number {
  const next = normalNumbers(stream);
  return () => {
    let value = next();
    while (Math.abs(value) > 2) value = next();
    return value;
  };
}

/** Terms of the series below beyond which nothing changes. */
const LAST_TERM = 19;

/** Of a number in (0, 1], by 2 · artanh((m − 1) / (m + 1)) of its fraction m; to about 5e-16. */
export function naturalLogarithm(x: number): number {
  let fraction = x;
  let halvings = 0;
  while (fraction < Math.SQRT1_2) {
    fraction *= 2;
    halvings += 1;
  }
  const ratio = (fraction - 1) / (fraction + 1);
  const square = ratio * ratio;
  let series = 1 / LAST_TERM;
  for (let term = LAST_TERM - 2; term >= 1; term -= 2) series = series * square + 1 / term;
  return 2 * ratio * series - halvings * Math.LN2;
}
