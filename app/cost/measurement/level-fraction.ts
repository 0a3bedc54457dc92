import type { MeasurementProgress } from './measurement.ts';

/** What part of a level is over, in [0, 1]: it ends by its requests or its time, whichever comes first. */
export function levelFraction({
  requests,
  failures,
  plannedRequests,
  seconds,
  plannedSeconds,
}: NonNullable<MeasurementProgress['level']>): number {
  return Math.min(1, Math.max((requests + failures) / plannedRequests, seconds / plannedSeconds));
}
