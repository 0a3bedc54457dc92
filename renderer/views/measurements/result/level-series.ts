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

/** The half that is faster and all but a twentieth, against concurrency: solid and dashed, seconds. */
export function latencySeries(
  levels: readonly MeasuredLevel[],
  of: (level: MeasuredLevel) => LatencySummary | null,
  label: string,
  colour: number,
): readonly ChartSeries[] {
  const known = levels.flatMap((level) => {
    const summary = of(level);
    return summary === null ? [] : [{ concurrency: level.concurrency, summary }];
  });
  return (['p50', 'p95'] as const).map((quantile) => ({
    label: `${label} ${quantile}`,
    xs: known.map(({ concurrency }) => concurrency),
    ys: known.map(({ summary }) => summary[quantile]),
    colour,
    dashed: quantile === 'p95',
  }));
}
