import type { RandomStream } from '../random.ts';

/**
 * Normal numbers that only add, multiply and compare: logarithms and sines may differ in the last
 * digit from one machine to the next.
 */

/** A standard normal number within ±2, by rejection. */
export function truncatedNormal(stream: RandomStream): number {
  for (;;) {
    const x = 4 * stream.nextFloat() - 2;
    const quarter = (x * x) / 4;
    if (happens(quarter, stream) && happens(quarter, stream)) return x;
  }
}

/**
 * A standard normal number: a whole part k with probability in proportion to e^(−k²/2), and a
 * fraction x that is kept with probability e^(−x(2k + x)/2).
 * @source Karney 2016, "Sampling exactly from the normal distribution", arXiv:1303.6257, algorithm N
 */
export function standardNormal(stream: RandomStream): number {
  for (;;) {
    let whole = 0;
    while (happens(0.5, stream)) whole += 1;
    if (!happensEachTime(0.5, whole * (whole - 1), stream)) continue;
    const fraction = stream.nextFloat();
    const part = (fraction * (2 * whole + fraction)) / (2 * whole + 2);
    if (!happensEachTime(part, whole + 1, stream)) continue;
    return stream.nextBelow(2) === 0 ? whole + fraction : -(whole + fraction);
  }
}

function happensEachTime(t: number, times: number, stream: RandomStream): boolean {
  for (let time = 0; time < times; time += 1) {
    if (!happens(t, stream)) return false;
  }
  return true;
}

/**
 * True with probability e^−t, 0 ≤ t ≤ 1: draws as long as they fall; the run is even that often.
 * @source von Neumann 1951, "Various techniques used in connection with random digits"
 */
function happens(t: number, stream: RandomStream): boolean {
  let last = t;
  for (let length = 0; ; length += 1) {
    const next = stream.nextFloat();
    if (next > last) return length % 2 === 0;
    last = next;
  }
}
