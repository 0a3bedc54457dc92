import type { LatencySummary } from './measurement.ts';

/**
 * Quantile `p` of ascending values, interpolated linearly at position (n − 1)p.
 * @param p in [0, 1]
 * @source Hyndman & Fan 1996, "Sample quantiles in statistical packages", definition 7
 */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  if (ascending.length === 0) throw new Error('A quantile of nothing');
  const position = (ascending.length - 1) * p;
  const below = Math.floor(position);
  const low = ascending[below] ?? 0;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] ?? 0;
  return low + (high - low) * (position - below);
}

/** What is shown of a distribution; null for no values. */
export function summaryOf(values: readonly number[]): LatencySummary | null {
  if (values.length === 0) return null;
  const ascending = Float64Array.from(values).sort();
  return {
    count: ascending.length,
    mean: ascending.reduce((sum, value) => sum + value, 0) / ascending.length,
    p50: quantile(ascending, 0.5),
    p95: quantile(ascending, 0.95),
    p99: quantile(ascending, 0.99),
    max: quantile(ascending, 1),
  };
}
