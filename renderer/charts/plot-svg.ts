import type { ChartTheme } from './chart-theme.ts';
import type { LinePlot } from './line-plot.ts';

/** The plot as a drawing of its own: the same axes and lines, sharp at every size. */
export function plotSvg(plot: LinePlot, { canvas, grid, inkMuted: ink }: ChartTheme): string {
  const { width, height, chartArea: area, scales } = plot;
  const { x, y } = scales;
  if (x === undefined || y === undefined) return '';
  const parts: string[] = [`<rect width="${width}" height="${height}" fill="${canvas}"/>`];
  for (const [index, tick] of y.ticks.entries()) {
    const at = y.getPixelForTick(index).toFixed(1);
    parts.push(`<path d="M${area.left} ${at}H${area.right}" stroke="${grid}" stroke-width="0.5"/>`);
    parts.push(text(String(tick.label ?? ''), area.left - 6, Number(at) + 4, 'end', ink));
  }
  for (const [index, tick] of x.ticks.entries()) {
    const at = x.getPixelForTick(index);
    parts.push(text(String(tick.label ?? ''), at, area.bottom + 18, 'middle', ink));
  }
  for (const [index, dataset] of plot.data.datasets.entries()) {
    if (!plot.isDatasetVisible(index)) continue;
    const points = dataset.data
      .filter((point) => point.x >= x.min && point.x <= x.max)
      .map(
        (point) =>
          `${x.getPixelForValue(point.x).toFixed(1)},${y.getPixelForValue(point.y).toFixed(1)}`,
      );
    const dash = Array.isArray(dataset.borderDash) ? dataset.borderDash.join(' ') : '';
    const title = `<title>${escaped(dataset.label ?? '')}</title>`;
    parts.push(
      `<polyline fill="none" stroke="${String(dataset.borderColor)}" stroke-width="1.5" stroke-dasharray="${dash}" points="${points.join(' ')}">${title}</polyline>`,
    );
  }
  const body = parts.join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">${body}</svg>`;
}

function text(words: string, x: number, y: number, anchor: string, fill: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${fill}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
