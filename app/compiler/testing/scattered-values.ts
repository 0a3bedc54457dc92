import type { RandomStream } from '../../random.ts';

/**
 * Numbers spread evenly over [low, high) in random order: all different and, where the range lies
 * around 0, none near it, so that small steps cross no kink and no tie.
 * @param offset within each number's share of the range; other than 0.5 and 0, which meet 0
 */
export function scatteredValues(
  numbers: RandomStream,
  count: number,
  low: number,
  high: number,
  offset = 0.3,
): Float32Array {
  const values = Float32Array.from(
    { length: count },
    (_, place) => low + ((high - low) * (place + offset)) / count,
  );
  for (let last = count - 1; last > 0; last -= 1) {
    const other = numbers.nextBelow(last + 1);
    [values[last], values[other]] = [values[other] ?? 0, values[last] ?? 0];
  }
  return values;
}
