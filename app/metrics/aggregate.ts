import { meanWithInterval } from './intervals.ts';

/** Mean over repeated runs; the half-width of its 95 % t-interval is null for a single run. */
export interface MetricAggregate {
  readonly mean: number;
  readonly halfWidth: number | null;
  /** Standard deviation of the sample; null for a single run. */
  readonly deviation: number | null;
  /** Runs that have the metric. */
  readonly runs: number;
}

/**
 * Metrics of several runs of one plan, one seed each, taken together.
 * @param metricsOfRuns one record a run; a metric counts over the runs that have it
 */
export function aggregateMetrics(
  metricsOfRuns: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, MetricAggregate>> {
  const values = new Map<string, number[]>();
  for (const metrics of metricsOfRuns) {
    for (const [name, value] of Object.entries(metrics)) {
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return Object.fromEntries(
    Array.from(values, ([name, list]) => [name, { ...meanWithInterval(list), runs: list.length }]),
  );
}
