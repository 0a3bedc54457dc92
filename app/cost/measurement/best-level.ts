import type { MeasuredLevel } from './measurement.ts';

/** The level with the most tokens a second, of equals the one with fewer at a time; null of none. */
export function bestLevel(levels: readonly MeasuredLevel[]): MeasuredLevel | null {
  return levels.reduce<MeasuredLevel | null>(
    (best, level) =>
      best === null || level.outputTokensPerSecond > best.outputTokensPerSecond ? level : best,
    null,
  );
}
