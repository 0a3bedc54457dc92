import type { ChartFigures } from './chart-figures.ts';

/** One line of a chart. */
export interface ChartSeries {
  readonly label: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Place in the palette of eight, from 0; a run keeps its own everywhere. */
  readonly colour: number;
  /** Validation is dashed, training solid. */
  readonly dashed: boolean;
  /** Where it may lie, as long as `xs`; drawn as a band behind the line. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] } | undefined;
}

/** A moment worth a name, such as where two lines cross. */
export interface ChartMarker {
  readonly x: number;
  readonly label: string;
  /** With it, a dot stands on the marker's line. */
  readonly y?: number | undefined;
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

/** Lowest and highest that the bands reach; null without one. */
export function bandExtent(series: readonly ChartSeries[]): Range | null {
  const ends = series.flatMap(({ band }) =>
    band === undefined ? [] : [...band.low, ...band.high],
  );
  const finite = ends.filter(Number.isFinite);
  if (finite.length === 0) return null;
  const from = finite.reduce((least, end) => Math.min(least, end), Number.POSITIVE_INFINITY);
  const to = finite.reduce((most, end) => Math.max(most, end), Number.NEGATIVE_INFINITY);
  return { from, to };
}

/** Every point, one row a point, as programs like to read it: series, x, value and, with a band, its ends. */
export function lineFigures(xLabel: string, series: readonly ChartSeries[]): ChartFigures {
  const banded = series.some(({ band }) => band !== undefined);
  const ends = banded ? [{ label: 'low' }, { label: 'high' }] : [];
  return {
    columns: [{ label: 'series' }, { label: xLabel }, { label: 'value' }, ...ends],
    rows: series.flatMap(({ label, xs, ys, band }) =>
      xs.map((x, index) => {
        const figures = [label, x, ys[index] ?? null];
        return banded ? [...figures, band?.low[index] ?? null, band?.high[index] ?? null] : figures;
      }),
    ),
  };
}

/** The lines beside one another, one row an x, as people like to read them. */
export function lineTable(
  xLabel: string,
  series: readonly ChartSeries[],
  formatX: (value: number) => string,
  formatY: (value: number) => string,
): ChartFigures {
  const values = series.map(({ xs, ys }) => new Map(xs.map((x, index) => [x, ys[index] ?? null])));
  const xs = [...new Set(series.flatMap((line) => line.xs))].sort((left, right) => left - right);
  return {
    columns: [
      { label: xLabel, format: formatX },
      ...series.map(({ label }) => ({ label, format: formatY })),
    ],
    rows: xs.map((x) => [x, ...values.map((line) => line.get(x) ?? null)]),
  };
}
