import {
  firstRise,
  MACHINE_TOLERANCE,
  type MachineStairs,
  machineStairs,
} from './machine-stairs.ts';

/**
 * How busy a week is: levels of load over its mean, with the share of all hours that have each. What
 * is called the demand's duration curve, for demand with a mean of 1.
 */
export interface LoadLevels {
  /** Load over mean, ascending; their mean by share is 1. */
  readonly levels: Float64Array;
  /** The highest level: load of the busiest hour over the mean. */
  readonly peak: number;
  /** Share of hours before each level, and behind the last one: 0, …, 1. */
  readonly hoursBefore: Float64Array;
  /** Share of all work done in these hours: 0, …, 1. */
  readonly workBefore: Float64Array;
  /** How many levels lie at or below the start of each of equal steps up to the peak: where a search begins. */
  readonly starts: Uint16Array;
  readonly stepsPerLevel: number;
  readonly stairs: MachineStairs;
}

/** More than a week has levels, so that a search hardly ever takes a second step. */
const SEARCH_STEPS = 256;

const HOURS_PER_DAY = 24;
const DAYS_PER_WEEK = 7;

/** Work that comes at the same rate all the time. */
export const FLAT_LOAD: LoadLevels = {
  levels: Float64Array.of(1),
  peak: 1,
  hoursBefore: Float64Array.of(0, 1),
  workBefore: Float64Array.of(0, 1),
  starts: Uint16Array.of(0),
  stepsPerLevel: 1,
  stairs: machineStairs(Float64Array.of(1), Float64Array.of(0, 1)),
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
  const hoursBefore = Float64Array.of(0, ...sorted.map(([, hoursShare]) => hoursShare));
  const workBefore = Float64Array.of(0, ...sorted.map(([level, hoursShare]) => level * hoursShare));
  for (let index = 1; index < hoursBefore.length; index++) {
    hoursBefore[index] = (hoursBefore[index] ?? 0) + (hoursBefore[index - 1] ?? 0);
    workBefore[index] = (workBefore[index] ?? 0) + (workBefore[index - 1] ?? 0);
  }
  const levels = Float64Array.from(sorted, ([level]) => level);
  const peak = levels.at(-1) ?? 1;
  const starts = Uint16Array.from({ length: SEARCH_STEPS }, (_, step) =>
    levels.findIndex((level) => level > (step * peak) / SEARCH_STEPS),
  );
  return {
    levels,
    peak,
    hoursBefore,
    workBefore,
    starts,
    stepsPerLevel: SEARCH_STEPS / peak,
    stairs: machineStairs(levels, hoursBefore),
  };
}

/**
 * Share of all work that a fixed capacity serves: the area under the duration curve up to it.
 * @param capacity over mean load
 * @returns 0–1
 */
export function servedShare(load: LoadLevels, capacity: number): number {
  const fitting = levelsUpTo(load, capacity);
  if (fitting === load.levels.length) return 1;
  const whole = load.workBefore[fitting] ?? 1;
  return Math.min(1, whole + capacity * (1 - (load.hoursBefore[fitting] ?? 1)));
}

/**
 * Mean number of machines over all hours, if each hour runs as many as its load needs.
 * @param machinesAtMean machines that the mean load would keep busy, not necessarily whole
 * @param minimum        machines that always run
 */
export function meanMachines(load: LoadLevels, machinesAtMean: number, minimum: number): number {
  const { levels, hoursBefore, peak, stairs } = load;
  if (minimum <= 1 && machinesAtMean > stairs.from && machinesAtMean < stairs.upTo) {
    const index = firstRise(stairs, machinesAtMean);
    return (stairs.machines[index] ?? 1) + minimum * stairs.restShare;
  }
  const most = wholeMachines(machinesAtMean * peak);
  let sum = minimum;
  if (most - minimum > levels.length) {
    sum = 0;
    for (let index = 0; index < levels.length; index++) {
      const share = (hoursBefore[index + 1] ?? 1) - (hoursBefore[index] ?? 0);
      sum += share * Math.max(minimum, wholeMachines(machinesAtMean * (levels[index] ?? 0)));
    }
  } else {
    for (let full = minimum; full < most; full++) {
      const enough = levelsUpTo(load, (full + MACHINE_TOLERANCE) / machinesAtMean);
      sum += 1 - (hoursBefore[enough] ?? 1);
    }
  }
  return sum;
}

/** Machines bought or rented for a load that would keep so many busy. */
export function wholeMachines(machines: number): number {
  return Math.ceil(machines - MACHINE_TOLERANCE);
}

/** How many levels are at most so high. */
export function levelsUpTo(
  { levels, peak, starts, stepsPerLevel }: LoadLevels,
  height: number,
): number {
  if (height >= peak) return levels.length;
  let index = starts[Math.floor(height * stepsPerLevel)] ?? 0;
  while ((levels[index] ?? 0) <= height) index++;
  return index;
}

function overMean(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value / mean);
}
