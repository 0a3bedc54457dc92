/**
 * Round figures for an axis: multiples of 1, 2 or 5 × 10ⁿ inside a range.
 * @param most how many at the most, at least 2
 */
export function axisTicks(from: number, to: number, most: number): readonly number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const magnitude = 10 ** Math.floor(Math.log10(span / most));
  const step =
    [1, 2, 5, 10].map((factor) => factor * magnitude).find((size) => span / size <= most - 1) ??
    10 * magnitude;
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}
