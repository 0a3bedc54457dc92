/**
 * One value of one metric series.
 * Tags: `loss`, `accuracy`, `mae` over the training split and `val/…` over the validation split,
 * one point an epoch; `batch/loss` several a second; `throughput` in samples a second.
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
