/** One stored point; `value` is null where it was not a number. */
export interface SeriesRow {
  /** Place in the series, from 0. */
  readonly position: number;
  readonly step: number;
  readonly epoch: number;
  readonly value: number | null;
  readonly wallTimeMs: number;
}

/** Each level has about a quarter of the rows of the one below. */
const LEVEL_RATIO = 4;
/** First, lowest, highest and last of a bucket. */
const ROWS_PER_BUCKET = 4;

/** Points under one bucket of a level from 1 up: 16, 64, 256, … */
export function bucketSpan(level: number): number {
  return ROWS_PER_BUCKET * LEVEL_RATIO ** level;
}

/** Points that the complete buckets of a level cover; all of them on level 0. */
export function coveredPoints(level: number, pointCount: number): number {
  if (level === 0) return pointCount;
  const span = bucketSpan(level);
  return Math.floor(pointCount / span) * span;
}

/** The finest level that holds a series of so many points in about `maximumRows` rows. */
export function finestLevel(pointCount: number, maximumRows: number): number {
  let level = 0;
  while (pointCount / LEVEL_RATIO ** level > maximumRows) level += 1;
  return level;
}

/**
 * The rows that show what a stretch of a series looks like: first, lowest, highest and last, in
 * order, none twice. Of rows that were cut down this way before, it yields what the points would.
 */
export function representatives(rows: readonly SeriesRow[]): readonly SeriesRow[] {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return [];
  let lowest: SeriesRow = first;
  let highest: SeriesRow = first;
  for (const row of rows) {
    if (row.value === null) continue;
    if (lowest.value === null || row.value < lowest.value) lowest = row;
    if (highest.value === null || row.value > highest.value) highest = row;
  }
  const chosen = new Set([first, lowest, highest, last]);
  return [...chosen].sort((left, right) => left.position - right.position);
}
