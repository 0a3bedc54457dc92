import { at } from './measure.ts';
import type { MetricSeries } from './series.ts';

/**
 * Which points to keep so that a line through at most `maximum` of them looks like the whole: both ends, and the
 * lowest and highest of each of equally many neighbours. Every extreme of the series is therefore among them.
 * @param values  in step order; one that is not a number is kept only at the ends
 * @param maximum at least 4
 * @returns positions, ascending
 */
export function downsamplePositions(values: ArrayLike<number>, maximum: number): Uint32Array {
  if (maximum < 4) throw new RangeError(`Cannot keep ends and extremes in ${maximum} points`);
  const count = values.length;
  if (count <= maximum) return Uint32Array.from({ length: count }, (_, position) => position);

  const inner = count - 2;
  const buckets = Math.floor((maximum - 2) / 2);
  const kept = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = 1 + Math.floor((bucket * inner) / buckets);
    const end = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    let lowest = -1;
    let highest = -1;
    for (let position = start; position < end; position++) {
      const value = at(values, position);
      if (Number.isNaN(value)) continue;
      if (lowest === -1 || value < at(values, lowest)) lowest = position;
      if (highest === -1 || value > at(values, highest)) highest = position;
    }
    if (lowest === -1) continue;
    kept.push(Math.min(lowest, highest));
    if (lowest !== highest) kept.push(Math.max(lowest, highest));
  }
  kept.push(count - 1);
  return Uint32Array.from(kept);
}

/** A series cut down to at most `maximum` of its own points; `totalPoints` stays what it was. */
export function downsampleSeries(series: MetricSeries, maximum: number): MetricSeries {
  const positions = downsamplePositions(series.values, maximum);
  const pick = (values: readonly number[]) => Array.from(positions, (place) => at(values, place));
  return {
    tag: series.tag,
    steps: pick(series.steps),
    epochs: pick(series.epochs),
    values: pick(series.values),
    wallTimesMs: pick(series.wallTimesMs),
    totalPoints: series.totalPoints,
  };
}
