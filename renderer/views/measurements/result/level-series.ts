import type {
  LatencySummary,
  MeasuredLevel,
} from '../../../../app/cost/measurement/measurement.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';

/** Tokens a second against concurrency. */
export function rateSeries(levels: readonly MeasuredLevel[], label: string): ChartSeries {
  return {
    label,
    xs: levels.map(({ concurrency }) => concurrency),
    ys: levels.map(({ outputTokensPerSecond }) => outputTokensPerSecond),
    colour: 0,
    dashed: false,
  };
}

/** The median, solid, and what one in twenty exceeds, dashed, against concurrency; seconds. */
export function latencySeries(
  levels: readonly MeasuredLevel[],
  of: (level: MeasuredLevel) => LatencySummary | null,
  colour: number,
): readonly ChartSeries[] {
  const known = levels.flatMap((level) => {
    const summary = of(level);
    return summary === null ? [] : [{ concurrency: level.concurrency, summary }];
  });
  return (['p50', 'p95'] as const).map((quantile) => ({
    label: quantile,
    xs: known.map(({ concurrency }) => concurrency),
    ys: known.map(({ summary }) => summary[quantile]),
    colour,
    dashed: quantile === 'p95',
  }));
}
