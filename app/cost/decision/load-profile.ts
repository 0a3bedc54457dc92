/**
 * How busy a week is: levels of load over its mean, with the share of all hours that have each. What
 * is called the demand's duration curve, for demand with a mean of 1.
 */
export interface LoadLevels {
  /** Load over mean, ascending; their mean by share is 1. */
  readonly levels: Float64Array;
  /** Share of hours, adding up to 1. */
  readonly shares: Float64Array;
}

const HOURS_PER_DAY = 24;
const DAYS_PER_WEEK = 7;

/** Work that comes at the same rate all the time. */
export const FLAT_LOAD: LoadLevels = {
  levels: Float64Array.of(1),
  shares: Float64Array.of(1),
};

/**
 * The levels of a week from its profiles.
 * @param hourly 24 shares of a day's work from midnight; null: the same at every hour
 * @param weekly 7 shares of a week's work from Monday; null: the same on every day
 * Both hold no negative share and at least one above 0.
 */
export function loadLevels(
  hourly: readonly number[] | null,
  weekly: readonly number[] | null,
): LoadLevels {
  const hours = overMean(hourly ?? Array.from({ length: HOURS_PER_DAY }, () => 1));
  const days = overMean(weekly ?? Array.from({ length: DAYS_PER_WEEK }, () => 1));
  const share = 1 / (hours.length * days.length);
  const byLevel = new Map<number, number>();
  for (const day of days) {
    for (const hour of hours) {
      const level = day * hour;
      byLevel.set(level, (byLevel.get(level) ?? 0) + share);
    }
  }
  const sorted = [...byLevel].sort(([left], [right]) => left - right);
  return {
    levels: Float64Array.from(sorted, ([level]) => level),
    shares: Float64Array.from(sorted, ([, hoursShare]) => hoursShare),
  };
}

/**
 * Share of all work that a fixed capacity serves: the area under the duration curve up to it.
 * @param capacity over mean load
 * @returns 0–1
 */
export function servedShare({ levels, shares }: LoadLevels, capacity: number): number {
  let served = 0;
  for (let index = 0; index < levels.length; index++) {
    served += (shares[index] ?? 0) * Math.min(levels[index] ?? 0, capacity);
  }
  return served;
}

/** Load of the busiest hour over the mean. */
export function peakLevel({ levels }: LoadLevels): number {
  return levels.at(-1) ?? 1;
}

function overMean(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value / mean);
}
