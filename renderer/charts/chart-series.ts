/** One line of a chart. */
export interface ChartSeries {
  readonly label: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Place in the palette of eight, from 0; a run keeps its own everywhere. */
  readonly colour: number;
  /** Validation is dashed, training solid. */
  readonly dashed: boolean;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Smallest and largest x over all series; null while there is no point. */
export function xExtent(series: readonly ChartSeries[]): Range | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { xs } of series) {
    for (const x of xs) {
      from = Math.min(from, x);
      to = Math.max(to, x);
    }
  }
  return from <= to ? { from, to } : null;
}

/**
 * Where a live axis ends: the next of 1, 2, 5 × 10ⁿ quarters above the last point, so that it
 * grows in steps instead of creeping with every point.
 */
export function steppedEnd(last: number): number {
  if (last <= 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(last));
  const quarter = magnitude / 4;
  return Math.ceil(last / quarter) * quarter;
}

/** A range zoomed about a point of it, kept inside the whole. */
export function zoomed(range: Range, about: number, factor: number, whole: Range): Range {
  const from = Math.max(whole.from, about - (about - range.from) * factor);
  const to = Math.min(whole.to, about + (range.to - about) * factor);
  return to - from > (whole.to - whole.from) * 1e-6 ? { from, to } : range;
}

/** Index of the point nearest to x by binary search; 0 for an empty series. Xs ascend. */
export function nearestIndex(xs: readonly number[], x: number): number {
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const before = xs[low - 1];
  const here = xs[low];
  return before !== undefined && here !== undefined && x - before < here - x ? low - 1 : low;
}

/** All points as CSV, one row a point: series, x, y. */
export function chartCsv(xLabel: string, series: readonly ChartSeries[]): string {
  const rows = series.flatMap(({ label, xs, ys }) =>
    xs.map((x, index) => `"${label.replaceAll('"', '""')}",${x},${ys[index] ?? ''}`),
  );
  return [`series,${xLabel},value`, ...rows, ''].join('\r\n');
}
