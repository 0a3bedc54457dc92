import type { Work } from './input-rule.ts';
import type { LoadLevels } from './load-profile.ts';
import { addSplit, machinesFor, type SplitSums, type Sums } from './sums.ts';
import type { Terms } from './terms.ts';

/** Of what is not one's own: how far data leave the house, and how far one depends on another's terms. */
export const RENTED_EXPOSURE = 0.5;
export const API_EXPOSURE = 1;

/** Where a hybrid takes what its own machines cannot do: tokens for serving, instances for training. */
export function burstOption(work: Work): 'api' | 'rent' {
  return work === 'serving' ? 'api' : 'rent';
}

/** What a machine of one's own costs each month besides capital and the energy of its work. */
export function machineRunningUsd(terms: Terms): number {
  return terms.adminUsd + terms.otherUsd + terms.idleKwh * terms.usdPerKwh;
}

/** Present value of owning, USD. */
export function ownPresentValue(terms: Terms, sums: Sums): number {
  return (
    sums.pricedMachines * (terms.hardwareUsd + terms.repairsUsd) +
    sums.machines * machineRunningUsd(terms) +
    sums.units * terms.ownUnitUsd
  );
}

/** Present value of renting, USD. */
export function rentPresentValue(terms: Terms, sums: Sums): number {
  return sums.pricedHours * terms.rentHourUsd + sums.months * rentFixedUsd(terms);
}

/** What renting costs each month besides the hours. */
export function rentFixedUsd(terms: Terms): number {
  return terms.rentAdminUsd + terms.rentStorageUsd + terms.rentEgressUsd;
}

/** Present value of buying tokens, USD. */
export function apiPresentValue(terms: Terms, sums: Sums): number {
  return sums.pricedUnits * terms.apiUnitUsd + sums.months * terms.apiAdminUsd;
}

/** Present value of so many own machines from the start and burst elsewhere, USD. Fills `split`. */
export function hybridPresentValue(
  work: Work,
  terms: Terms,
  load: LoadLevels,
  months: number,
  machines: number,
  split: SplitSums,
): number {
  const isServing = work === 'serving';
  const burstUsd = isServing ? terms.apiUnitUsd : terms.rentHourUsd / terms.rentUnitsPerHour;
  addSplit(terms, load, machines, burstUsd, isServing ? terms.apiTrend : terms.rentalTrend, split);
  const fixedElsewhere = isServing ? terms.apiAdminUsd : rentFixedUsd(terms);
  return (
    months *
      (machines * (terms.hardwareUsd + terms.repairsUsd + machineRunningUsd(terms)) +
        fixedElsewhere) +
    split.servedUnits * terms.ownUnitUsd +
    split.pricedBurst * burstUsd
  );
}

/**
 * How many own machines make a hybrid cheapest: at least one, at most as many as serve all. The demand's
 * duration curve is concave, so that each machine saves less than the one before it: the number is found by
 * doubling it while that saves, then by halving what is between.
 */
export function bestSplit(
  work: Work,
  terms: Terms,
  load: LoadLevels,
  months: number,
  split: SplitSums,
): number {
  const atEnd = terms.units * Math.max(terms.growth, terms.growth ** terms.months);
  const most = machinesFor(terms, load, atEnd);
  const oneMoreSaves = (machines: number): boolean =>
    hybridPresentValue(work, terms, load, months, machines + 1, split) <
    hybridPresentValue(work, terms, load, months, machines, split);
  let low = 1;
  let high = 1;
  while (high < most && oneMoreSaves(high)) {
    low = high + 1;
    high = Math.min(most, high * 2);
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (oneMoreSaves(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
