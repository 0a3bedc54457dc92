import type { Chart } from 'chart.js';
import type { ChartMarker, ChartSeries } from './chart-series.ts';
import { type ChartTheme, seriesColour } from './chart-theme.ts';

/** How strongly a band is filled: three of them over one another still let the lines be told apart. */
export const BAND_OPACITY = 0.14;
export const MARKER_DASH = [3, 3] as const;
const DOT_RADIUS = 4;

interface Marked {
  readonly series: readonly ChartSeries[];
  readonly markers: readonly ChartMarker[];
  readonly theme: ChartTheme;
  readonly logarithmic: boolean;
}

/** Corners of a band in pixels: along its high end, and back along its low one. */
export function bandCorners(
  { xs, band }: ChartSeries,
  { x, y }: Pick<Chart['scales'], string>,
  logarithmic: boolean,
): readonly (readonly [x: number, y: number])[] {
  if (band === undefined || x === undefined || y === undefined) return [];
  const drawable = xs.flatMap((at, index) => {
    const low = band.low[index];
    const high = band.high[index];
    if (low === undefined || high === undefined || !Number.isFinite(low + high)) return [];
    // A logarithm has no zero: such a band ends at the foot of the chart.
    return logarithmic && high <= 0
      ? []
      : [{ at, low: logarithmic ? Math.max(low, y.min) : low, high }];
  });
  const upper = drawable.map(({ at, high }) => [at, high] as const);
  const lower = drawable.map(({ at, low }) => [at, low] as const).reverse();
  return [...upper, ...lower].map(([at, value]) => [
    x.getPixelForValue(at),
    y.getPixelForValue(value),
  ]);
}

/** Draws bands behind the lines, and markers over them. */
export class PlotMarks {
  readonly id = 'marks';
  options: Marked;

  constructor(options: Marked) {
    this.options = options;
  }

  beforeDatasetsDraw(chart: Chart): void {
    const { series, theme, logarithmic } = this.options;
    const { ctx } = chart;
    this.#clipped(chart, () => {
      for (const line of series) {
        const corners = bandCorners(line, chart.scales, logarithmic);
        ctx.beginPath();
        for (const [x, y] of corners) ctx.lineTo(x, y);
        ctx.globalAlpha = BAND_OPACITY;
        ctx.fillStyle = seriesColour(theme, line.colour);
        ctx.fill();
      }
    });
  }

  afterDatasetsDraw(chart: Chart): void {
    const { markers, theme } = this.options;
    const { ctx, chartArea, scales } = chart;
    this.#clipped(chart, () => {
      for (const [index, { x, y, label }] of markers.entries()) {
        const at = scales.x?.getPixelForValue(x) ?? 0;
        ctx.strokeStyle = theme.inkMuted;
        ctx.lineWidth = 1;
        ctx.setLineDash([...MARKER_DASH]);
        ctx.beginPath();
        ctx.moveTo(at, chartArea.top);
        ctx.lineTo(at, chartArea.bottom);
        ctx.stroke();
        ctx.setLineDash([]);
        ctx.fillStyle = theme.ink;
        ctx.font = `12px ${theme.font}`;
        ctx.textAlign = labelSide(at, chartArea);
        ctx.fillText(
          label,
          at + (ctx.textAlign === 'left' ? 6 : -6),
          labelTop(index, chartArea.top),
        );
        if (y === undefined) continue;
        ctx.beginPath();
        ctx.arc(at, scales.y?.getPixelForValue(y) ?? 0, DOT_RADIUS, 0, 2 * Math.PI);
        ctx.fill();
      }
    });
  }

  #clipped(chart: Chart, draw: () => void): void {
    const { ctx, chartArea: area } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    ctx.clip();
    draw();
    ctx.restore();
  }
}

/** A label stands right of its marker, unless the chart ends there. */
export function labelSide(at: number, area: { left: number; right: number }): 'left' | 'right' {
  return at > area.left + (area.right - area.left) * 0.6 ? 'right' : 'left';
}

/** Labels of several markers stand below one another. */
export function labelTop(index: number, top: number): number {
  return top + 14 + 16 * index;
}
