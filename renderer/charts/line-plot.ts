import {
  Chart,
  type ChartConfiguration,
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
} from 'chart.js';
import { bandExtent, type ChartMarker, type ChartSeries, type Range } from './chart-series.ts';
import { type ChartTheme, seriesColour } from './chart-theme.ts';
import { PlotMarks } from './plot-marks.ts';

Chart.register(
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
);

/** Above this a line has more points than pixels; chart.js then keeps each column's extremes. */
const DECIMATION_THRESHOLD = 1500;
/** A line this short shows its points. */
const MARKED_POINTS = 40;

export interface PlotOptions {
  readonly series: readonly ChartSeries[];
  readonly markers: readonly ChartMarker[];
  readonly range: Range;
  /** What x counts; stands below its figures. */
  readonly xLabel: string;
  /** Distance between figures at the x axis; undefined leaves it to the chart. */
  readonly xStep?: number | undefined;
  readonly logarithmic: boolean;
  readonly theme: ChartTheme;
  /** Figures at the axes, in the reader's language. */
  readonly formatX: (value: number) => string;
  readonly formatTick: (value: number, step: number) => string;
}

export type LinePlot = Chart<'line', { x: number; y: number }[]>;
type PlotConfiguration = ChartConfiguration<'line', { x: number; y: number }[]>;

const marksOf = new WeakMap<LinePlot, PlotMarks>();

/** Draws lines on a canvas; data never animates. */
export function createPlot(canvas: HTMLCanvasElement, options: PlotOptions): LinePlot {
  const marks = new PlotMarks(options);
  const plot: LinePlot = new Chart(canvas, {
    type: 'line',
    data: plotData(options),
    options: plotOptions(options),
    plugins: [marks],
  });
  marksOf.set(plot, marks);
  return plot;
}

/** Redraws with new points, range or colours. */
export function updatePlot(plot: LinePlot, options: PlotOptions): void {
  const marks = marksOf.get(plot);
  if (marks !== undefined) marks.options = options;
  plot.data = plotData(options);
  plot.options = plotOptions(options);
  plot.update('none');
}

function plotData({ series, theme, logarithmic }: PlotOptions): PlotConfiguration['data'] {
  return {
    datasets: series.map(({ label, xs, ys, colour, dashed }) => ({
      label,
      data: xs.flatMap((x, index) => {
        const y = ys[index];
        const drawable = y !== undefined && Number.isFinite(y) && (!logarithmic || y > 0);
        return drawable ? [{ x, y }] : [];
      }),
      borderColor: seriesColour(theme, colour),
      backgroundColor: seriesColour(theme, colour),
      borderWidth: 1.5,
      borderDash: dashed ? [5, 4] : [],
      pointRadius: xs.length <= MARKED_POINTS ? 2 : 0,
      pointHoverRadius: 0,
      // A point at the edge is drawn whole.
      clip: 3,
    })),
  };
}

function plotOptions(options: PlotOptions): NonNullable<PlotConfiguration['options']> {
  const { series, range, xLabel, xStep, logarithmic, theme, formatX, formatTick } = options;
  const bands = bandExtent(series);
  const reach =
    bands !== null &&
    (logarithmic ? logarithmicReach(series) : { suggestedMin: bands.from, suggestedMax: bands.to });
  const ticks = { color: theme.inkMuted, font: { family: theme.font, size: 12 } };
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    plugins: {
      decimation: { enabled: true, algorithm: 'min-max', threshold: DECIMATION_THRESHOLD },
    },
    scales: {
      x: {
        type: 'linear',
        min: range.from,
        max: range.to,
        border: { color: theme.grid },
        grid: { display: false },
        title: {
          display: true,
          text: xLabel,
          align: 'end',
          color: theme.inkMuted,
          font: ticks.font,
          padding: 0,
        },
        ticks: {
          ...ticks,
          maxTicksLimit: 8,
          // The axis' end must not take the last step's place.
          ...(xStep !== undefined && { stepSize: xStep, includeBounds: false }),
          maxRotation: 0,
          // Epochs and steps are whole; the end of a live axis need not be.
          precision: 0,
          callback: (value) => (Number.isInteger(value) ? formatX(Number(value)) : ''),
        },
      },
      y: {
        type: logarithmic ? 'logarithmic' : 'linear',
        ...reach,
        border: { display: false },
        grid: { color: theme.grid, lineWidth: 0.5 },
        ticks: {
          ...ticks,
          maxTicksLimit: 6,
          callback: (value, _, all) =>
            formatTick(Number(value), Math.abs((all[1]?.value ?? 0) - (all[0]?.value ?? 0))),
        },
      },
    },
  };
}

/** A logarithmic axis takes no suggestions: its ends, where they are above 0, so that it holds bands too. */
function logarithmicReach(series: readonly ChartSeries[]): { min?: number; max?: number } {
  const drawn = series
    .flatMap(({ ys, band }) => [...ys, ...(band?.low ?? []), ...(band?.high ?? [])])
    .filter((value) => value > 0 && Number.isFinite(value));
  if (drawn.length === 0) return {};
  const min = drawn.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return { min, max: drawn.reduce((most, value) => Math.max(most, value), min) };
}
