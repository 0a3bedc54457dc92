import type { ChartSeries } from '../charts/chart-series.ts';

/** Lines of USD in the money shown, so that an axis is divided at round amounts of it. */
export function shownSeries(
  series: readonly ChartSeries[],
  perUsd: number,
): readonly ChartSeries[] {
  const shown = (values: readonly number[]) => values.map((usd) => usd * perUsd);
  return series.map(({ band, ...line }) => ({
    ...line,
    ys: shown(line.ys),
    ...(band && { band: { low: shown(band.low), high: shown(band.high) } }),
  }));
}
