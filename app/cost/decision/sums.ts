import { HOURS_PER_MONTH } from '../formulas/rates.ts';
import {
  type LoadLevels,
  levelsUpTo,
  meanMachines,
  servedShare,
  wholeMachines,
} from './load-profile.ts';
import { firstRise } from './machine-stairs.ts';
import type { Terms } from './terms.ts';

/**
 * What all months add up to, each discounted: the present value of every option is linear in these.
 * Month j's demand and prices are those at its end, as COST_MODEL §5 counts them.
 */
export interface Sums {
  months: number;
  units: number;
  /** Units times the trend of the API's price. */
  pricedUnits: number;
  machines: number;
  /** Machines, each at the trend of the hardware's price when it was bought. */
  pricedMachines: number;
  hours: number;
  /** Rented hours times the trend of their price. */
  pricedHours: number;
}

export function emptySums(): Sums {
  return {
    months: 0,
    units: 0,
    pricedUnits: 0,
    machines: 0,
    pricedMachines: 0,
    hours: 0,
    pricedHours: 0,
  };
}

/** `q + q² + … + q^n`, from the logarithm of q, which keeps the digits where q is near 1. */
export function geometricSum(logRatio: number, terms: number): number {
  if (Math.abs(logRatio) < NO_TREND) return terms;
  const above = Math.expm1(logRatio);
  return ((1 + above) * Math.expm1(terms * logRatio)) / above;
}

/** Below this, a trend over any horizon is lost in rounding, and its quotient would be 0/0. */
const NO_TREND = 1e-13;

/** Own machines that the demand of a month needs, at least one. */
export function machinesFor(terms: Terms, load: LoadLevels, units: number): number {
  const need = (units * terms.peakFactor * load.peak) / terms.ownUnits;
  return Math.max(1, wholeMachines(need));
}

/**
 * Rented instance-hours of a month. Serving starts and ends instances by the hour; a training run
 * rents for as long as it takes.
 */
export function rentedHours(
  terms: Terms,
  load: LoadLevels,
  units: number,
  isServing: boolean,
): number {
  if (!isServing) return units / terms.rentUnitsPerHour;
  const busy = (units * terms.peakFactor) / (terms.rentUnitsPerHour * HOURS_PER_MONTH);
  return HOURS_PER_MONTH * meanMachines(load, busy, terms.minimumInstances);
}

/** Sums of all that does not depend on how a hybrid is split. */
export function addMonths(terms: Terms, load: LoadLevels, isServing: boolean, sums: Sums): void {
  const { growth, months, units } = terms;
  const { discountLog: discount, rentalLog: rental } = terms;
  const work = discount + terms.growthLog;
  sums.months = geometricSum(discount, months);
  sums.units = units * geometricSum(work, months);
  sums.pricedUnits = units * geometricSum(work + terms.apiLog, months);
  addMachines(terms, load, sums);
  if (growth === 1) {
    const hours = rentedHours(terms, load, units, isServing);
    sums.hours = hours * sums.months;
    sums.pricedHours = hours * geometricSum(discount + rental, months);
  } else if (!isServing) {
    const hours = rentedHours(terms, load, units, false);
    sums.hours = hours * geometricSum(work, months);
    sums.pricedHours = hours * geometricSum(work + rental, months);
  } else addHours(terms, load, sums);
}

/** Machines are bought when the demand of a month needs them, and kept when it falls. */
function addMachines(terms: Terms, load: LoadLevels, sums: Sums): void {
  const { discount, growth, hardwareTrend, months } = terms;
  let machines = machinesFor(terms, load, terms.units * growth);
  if (growth <= 1) {
    sums.machines = machines * sums.months;
    sums.pricedMachines = sums.machines;
    return;
  }
  const unitsPerMachine = terms.ownUnits / (terms.peakFactor * load.peak);
  let factor = 1;
  let units = terms.units;
  let trend = 1;
  let priced = machines;
  let all = 0;
  let allPriced = 0;
  for (let month = 1; month <= months; month++) {
    factor *= discount;
    units *= growth;
    if (units > machines * unitsPerMachine) {
      const need = machinesFor(terms, load, units);
      priced += (need - machines) * trend;
      machines = need;
    }
    trend *= hardwareTrend;
    all += factor * machines;
    allPriced += factor * priced;
  }
  sums.machines = all;
  sums.pricedMachines = allPriced;
}

/** Variables of these loops are declared one by one: taken out of an array, they make a draw take half as long again. */
function addHours(terms: Terms, load: LoadLevels, sums: Sums): void {
  const { discount, growth, minimumInstances, months, rentalTrend } = terms;
  const busyPerUnit = terms.peakFactor / (terms.rentUnitsPerHour * HOURS_PER_MONTH);
  const { from, machines, restShare, rises, upTo } = load.stairs;
  const resting = minimumInstances * restShare;
  let busy = terms.units * busyPerUnit;
  let index = firstRise(load.stairs, busy);
  let rise = rises[index] ?? upTo;
  let rented = (machines[index] ?? 1) + resting;
  let factor = 1;
  let trend = 1;
  let all = 0;
  let priced = 0;
  for (let month = 1; month <= months; month++) {
    factor *= discount;
    busy *= growth;
    trend *= rentalTrend;
    if (minimumInstances > 1 || busy <= from || busy >= upTo) {
      rented = meanMachines(load, busy, minimumInstances);
    } else if (growth < 1) {
      rented = (machines[firstRise(load.stairs, busy)] ?? 1) + resting;
    } else if (busy > rise) {
      // A growing demand needs the same instances for months on end.
      while (busy > rise) {
        index++;
        rise = rises[index] ?? upTo;
      }
      rented = (machines[index] ?? 1) + resting;
    }
    const now = factor * rented;
    all += now;
    priced += now * trend;
  }
  sums.hours = all * HOURS_PER_MONTH;
  sums.pricedHours = priced * HOURS_PER_MONTH;
}

/** Work of a hybrid that its own machines do, and what it buys elsewhere; discounted. */
export interface SplitSums {
  servedUnits: number;
  burstUnits: number;
  /** Burst times the trend of its price. */
  pricedBurst: number;
}

export function emptySplit(): SplitSums {
  return { servedUnits: 0, burstUnits: 0, pricedBurst: 0 };
}

/**
 * What so many own machines serve of a month's demand, by its duration curve; all else is burst. While
 * burst costs less than one's own electricity, nothing is served at home.
 * @param burstUsd price of a unit elsewhere in that month
 */
export function servedUnits(
  terms: Terms,
  load: LoadLevels,
  machines: number,
  units: number,
  burstUsd: number,
): number {
  if (units === 0 || burstUsd < terms.ownUnitUsd) return 0;
  return units * servedShare(load, (machines * terms.ownUnits) / (units * terms.peakFactor));
}

/** Whether so many own machines serve every month's busiest hour, and never for more than it costs elsewhere. */
function servesAll(
  terms: Terms,
  load: LoadLevels,
  machines: number,
  burstUsd: number,
  burstTrend: number,
): boolean {
  const { growth, months, ownUnits, ownUnitUsd, peakFactor, units } = terms;
  const most = (machines * ownUnits) / (peakFactor * load.peak);
  // The powers are the dear part of it.
  if (units * growth > most || burstUsd * burstTrend < ownUnitUsd) return false;
  return units * growth ** months <= most && burstUsd * burstTrend ** months >= ownUnitUsd;
}

/** Sums of a hybrid with so many machines of its own, bought at the start. */
export function addSplit(
  terms: Terms,
  load: LoadLevels,
  machines: number,
  burstUsd: number,
  burstTrend: number,
  sums: SplitSums,
): void {
  if (servesAll(terms, load, machines, burstUsd, burstTrend)) {
    const work = terms.growthLog + terms.discountLog;
    sums.servedUnits = terms.units * geometricSum(work, terms.months);
    sums.burstUnits = 0;
    sums.pricedBurst = 0;
    return;
  }
  const { discount, growth, months, ownUnitUsd } = terms;
  const { hoursBefore, levels, workBefore } = load;
  // What the machines serve of an hour at the mean load; levels of load up to `fitting` are served in full.
  const capacity = (machines * terms.ownUnits) / terms.peakFactor;
  let factor = 1;
  let units = terms.units;
  let trend = 1;
  let served = 0;
  let burst = 0;
  let priced = 0;
  let fitting = levelsUpTo(load, capacity / units);
  let below = levels[fitting - 1] ?? 0;
  let next = levels[fitting] ?? Infinity;
  let wholeShare = workBefore[fitting] ?? 1;
  let capped = capacity * (1 - (hoursBefore[fitting] ?? 1));
  for (let month = 1; month <= months; month++) {
    factor *= discount;
    units *= growth;
    trend *= burstTrend;
    if (below * units > capacity || next * units <= capacity) {
      while (fitting > 0 && (levels[fitting - 1] ?? 0) * units > capacity) fitting--;
      while (fitting < levels.length && (levels[fitting] ?? 0) * units <= capacity) fitting++;
      below = levels[fitting - 1] ?? 0;
      next = levels[fitting] ?? Infinity;
      wholeShare = workBefore[fitting] ?? 1;
      capped = capacity * (1 - (hoursBefore[fitting] ?? 1));
    }
    const isCheaper = burstUsd * trend < ownUnitUsd;
    const home = isCheaper ? 0 : Math.min(units, units * wholeShare + capped);
    const away = factor * (units - home);
    served += factor * home;
    burst += away;
    priced += away * trend;
  }
  sums.servedUnits = served;
  sums.burstUnits = burst;
  sums.pricedBurst = priced;
}
