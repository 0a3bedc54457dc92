import { takeQuantiles } from './quantile.ts';

/** What many draws of a figure say of it. */
export interface Distribution {
  readonly mean: number;
  /** Of the mean, as if the draws were independent: quasi-random ones do better. */
  readonly standardError: number;
  readonly p5: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
}

const LEVELS = [0.05, 0.1, 0.5, 0.9, 0.95] as const;

/**
 * Null where no draw has the figure.
 * @param values finite; their order changes
 */
export function distributionOf(values: Float64Array): Distribution | null {
  const [p5, p10, p50, p90, p95] = takeQuantiles(values, LEVELS);
  if (p5 === undefined || p10 === undefined || p50 === undefined) return null;
  if (p90 === undefined || p95 === undefined) return null;
  // Sums about the median, which is near the mean: one pass is as exact as two. A power takes longer than a product.
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < values.length; at += 1) {
    const off = (values[at] ?? 0) - p50;
    sum += off;
    squares += off * off;
  }
  const shift = sum / values.length;
  const mean = p50 + shift;
  squares = Math.max(0, squares - sum * shift);
  const variance = values.length > 1 ? squares / (values.length - 1) : 0;
  return { mean, standardError: Math.sqrt(variance / values.length), p5, p10, p50, p90, p95 };
}

/** Standard error of a share counted in `draws` draws. */
export function shareStandardError(share: number, draws: number): number {
  return Math.sqrt((share * (1 - share)) / draws);
}
