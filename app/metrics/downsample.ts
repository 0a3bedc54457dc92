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
    const extremes = extremePositions(values, start, end);
    if (extremes === null) continue;
    const { lowest, highest } = extremes;
    kept.push(Math.min(lowest, highest));
    if (lowest !== highest) kept.push(Math.max(lowest, highest));
  }
  kept.push(count - 1);
  return Uint32Array.from(kept);
}

/** A series cut down to at most `maximum` of its own points; `totalPoints` stays what it was. */
export function downsampleSeries(series: MetricSeries, maximum: number): MetricSeries {
  const positions = downsamplePositions(series.values, maximum);
  const pick = (values: readonly number[]) =>
    Array.from(positions, (place) => values[place] ?? Number.NaN);
  return {
    tag: series.tag,
    steps: pick(series.steps),
    epochs: pick(series.epochs),
    values: pick(series.values),
    wallTimesMs: pick(series.wallTimesMs),
    totalPoints: series.totalPoints,
  };
}

/** Null where no value from `start` up to `end` is a number. */
function extremePositions(
  values: ArrayLike<number>,
  start: number,
  end: number,
): { readonly lowest: number; readonly highest: number } | null {
  let lowest = -1;
  let highest = -1;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let position = start; position < end; position++) {
    const value = values[position] ?? Number.NaN;
    // The first number of all is both, even where it is infinite.
    if (value < minimum || (lowest === -1 && value === minimum)) {
      minimum = value;
      lowest = position;
    }
    if (value > maximum || (highest === -1 && value === maximum)) {
      maximum = value;
      highest = position;
    }
  }
  return lowest === -1 ? null : { lowest, highest };
}
