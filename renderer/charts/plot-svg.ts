import type { Scale } from 'chart.js';
import { seriesColour } from './chart-theme.ts';
import { type Drawing, escaped } from './drawing.ts';
import type { LinePlot, PlotOptions } from './line-plot.ts';
import { BAND_OPACITY, bandCorners, labelSide, labelTop, MARKER_DASH } from './plot-marks.ts';

/** Room for figures at the foot of the plot. */
const FOOT_HEIGHT = 8;

/** The plot as a drawing of its own: the same axes, bands, lines and markers, sharp at every size. */
export function plotDrawing(plot: LinePlot, options: PlotOptions): Drawing | null {
  const { x, y } = plot.scales;
  if (x === undefined || y === undefined) return null;
  const { theme, series } = options;
  return {
    svg: [
      ...axes(plot, x, y, options),
      ...bands(plot, options),
      ...lines(plot, x, y),
      ...markers(plot, x, y, options),
    ].join(''),
    width: plot.width,
    height: plot.height + FOOT_HEIGHT,
    ink: theme.ink,
    canvas: theme.canvas,
    legend: series.map(({ label, colour }) => ({ label, colour: seriesColour(theme, colour) })),
  };
}

function axes(
  plot: LinePlot,
  x: Scale,
  y: Scale,
  { theme, xLabel }: PlotOptions,
): readonly string[] {
  const { chartArea: area } = plot;
  const down = y.ticks.flatMap((tick, index) => {
    const at = y.getPixelForTick(index).toFixed(1);
    return [
      `<path d="M${area.left} ${at}H${area.right}" stroke="${theme.grid}" stroke-width="0.5"/>`,
      text(String(tick.label ?? ''), area.left - 6, Number(at) + 4, 'end', theme.inkMuted),
    ];
  });
  const along = x.ticks.map((tick, index) =>
    text(
      String(tick.label ?? ''),
      x.getPixelForTick(index),
      area.bottom + 18,
      'middle',
      theme.inkMuted,
    ),
  );
  return [...down, ...along, text(xLabel, area.right, area.bottom + 32, 'end', theme.inkMuted)];
}

function bands(plot: LinePlot, { series, theme, logarithmic }: PlotOptions): readonly string[] {
  return series.flatMap((line) => {
    const corners = bandCorners(line, plot.scales, logarithmic);
    const points = corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    const fill = seriesColour(theme, line.colour);
    return points === ''
      ? []
      : [`<polygon points="${points}" fill="${fill}" fill-opacity="${BAND_OPACITY}"/>`];
  });
}

function lines(plot: LinePlot, x: Scale, y: Scale): readonly string[] {
  return plot.data.datasets.map((dataset) => {
    const points = dataset.data
      .filter((point) => point.x >= x.min && point.x <= x.max)
      .map(
        (point) =>
          `${x.getPixelForValue(point.x).toFixed(1)},${y.getPixelForValue(point.y).toFixed(1)}`,
      );
    const dash = Array.isArray(dataset.borderDash) ? dataset.borderDash.join(' ') : '';
    const title = `<title>${escaped(dataset.label ?? '')}</title>`;
    return `<polyline fill="none" stroke="${String(dataset.borderColor)}" stroke-width="1.5" stroke-dasharray="${dash}" points="${points.join(' ')}">${title}</polyline>`;
  });
}

function markers(plot: LinePlot, x: Scale, y: Scale, options: PlotOptions): readonly string[] {
  const { chartArea: area } = plot;
  const { theme } = options;
  return options.markers.flatMap((marker, index) => {
    const at = x.getPixelForValue(marker.x);
    const side = labelSide(at, area);
    const dot =
      marker.y === undefined
        ? []
        : [
            `<circle cx="${at.toFixed(1)}" cy="${y.getPixelForValue(marker.y).toFixed(1)}" r="4" fill="${theme.ink}"/>`,
          ];
    return [
      `<path d="M${at.toFixed(1)} ${area.top}V${area.bottom}" stroke="${theme.inkMuted}" stroke-dasharray="${MARKER_DASH.join(' ')}"/>`,
      text(
        marker.label,
        at + (side === 'left' ? 6 : -6),
        labelTop(index, area.top),
        side === 'left' ? 'start' : 'end',
        theme.ink,
      ),
      ...dot,
    ];
  });
}

function text(words: string, x: number, y: number, anchor: string, fill: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${fill}">${escaped(words)}</text>`;
}
