import type { RandomStream } from '../random.ts';
import { naturalLogarithm, normalNumbers } from './normal-numbers.ts';

/** Terms of the series below, enough for |x| ≤ ½ · ln 2. */
const LAST_TERM = 16;

/** eˣ by its series, of operations that are exact to the last digit on every machine. */
export function naturalExponential(x: number): number {
  const doublings = Math.round(x / Math.LN2);
  const rest = x - doublings * Math.LN2;
  let series = 1;
  for (let term = LAST_TERM; term >= 1; term -= 1) series = 1 + (series * rest) / term;
  return series * 2 ** doublings;
}

const logarithm = (x: number): number => (x > 1 ? -naturalLogarithm(1 / x) : naturalLogarithm(x));

/**
 * Logarithms of gamma-distributed numbers of a shape above 0: those of shape + 1, each times a root
 * of a uniform number.
 * @source Marsaglia & Tsang 2000, "A simple method for generating gamma variables", §2 and §6
 */
function gammaLogarithms(stream: RandomStream, shape: number): () => number {
  const normal = normalNumbers(stream);
  const uniform = () => 1 - stream.nextFloat();
  const d = shape + 1 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root ** 3;
      const limit = (x * x) / 2 + d - d * v + d * logarithm(v);
      if (logarithm(uniform()) < limit) return logarithm(d * v) + logarithm(uniform()) / shape;
    }
  };
}

/** Numbers in [0, 1] of the symmetric beta distribution, one a call; near 0 and 1 where alpha is small. */
export function betaNumbers(stream: RandomStream, alpha: number): () => number {
  const next = gammaLogarithms(stream, alpha);
  return () => 1 / (1 + naturalExponential(Math.min(next() - next(), 700)));
}
