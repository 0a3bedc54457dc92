/**
 * One value of one metric series.
 * Tags: `loss`, `accuracy`, `mae` over the training split and `val/…` over the validation split,
 * one point an epoch; `batch/loss` and `throughput` (samples a second) several a second, and so
 * `batch/learning-rate` where it changes in the course of a run.
 */
export interface MetricPoint {
  readonly tag: string;
  /** Optimiser updates done, from 0. */
  readonly step: number;
  readonly epoch: number;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly wallTimeMs: number;
}

/** Whether a tag has several points an epoch rather than one. */
export function isWithinEpoch(tag: string): boolean {
  return tag.startsWith('batch/') || tag === 'throughput';
}

/** A series cut down to at most as many points as asked for. */
export interface MetricSeries {
  readonly tag: string;
  readonly steps: readonly number[];
  readonly epochs: readonly number[];
  readonly values: readonly number[];
  readonly wallTimesMs: readonly number[];
  /** Points stored before cutting down. */
  readonly totalPoints: number;
}
