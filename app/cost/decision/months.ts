import { NO_INTEREST } from '../formulas/rates.ts';
import type { Evaluation } from './compile.ts';
import type { Work } from './input-rule.ts';
import type { LoadLevels } from './load-profile.ts';
import { machineRunningUsd, rentFixedUsd } from './present-values.ts';
import { machinesFor, rentedHours, servedUnits } from './sums.ts';
import type { Terms } from './terms.ts';

/** Machines bought together. */
interface Vintage {
  /** Months from the start; bought at its end. */
  readonly month: number;
  readonly machines: number;
  /** Price over that at the start. */
  readonly trend: number;
}

/** One month of every option, as it is paid for; month 1 is the first. */
export interface Month {
  readonly units: number;
  /** Own machines, and each at the trend of its price when it was bought. */
  readonly machines: number;
  readonly pricedMachines: number;
  readonly hours: number;
  readonly rentUsd: number;
  readonly apiUsd: number;
  /** Of the hybrid. */
  readonly servedUnits: number;
  readonly burstUsd: number;
  readonly burstHours: number;
}

/** The months of a decision, one by one: what `addMonths` and `addSplit` add up. */
export interface Months {
  readonly months: readonly Month[];
  readonly vintages: readonly Vintage[];
}

/** Works the months out one by one. */
export function monthsOf(
  work: Work,
  load: LoadLevels,
  { terms, hybridMachines }: Pick<Evaluation, 'terms' | 'hybridMachines'>,
): Months {
  const isServing = work === 'serving';
  const burstUsd = isServing ? terms.apiUnitUsd : terms.rentHourUsd / terms.rentUnitsPerHour;
  const months: Month[] = [];
  const vintages: Vintage[] = [];
  let [units, api, rental, hardware] = [terms.units, 1, 1, 1];
  let [machines, pricedMachines] = [0, 0];
  for (let month = 1; month <= terms.months; month++) {
    units *= terms.growth;
    api *= terms.apiTrend;
    rental *= terms.rentalTrend;
    const need = machinesFor(terms, load, units);
    if (need > machines) {
      vintages.push({ month: month - 1, machines: need - machines, trend: hardware });
      pricedMachines += (need - machines) * hardware;
      machines = need;
    }
    hardware *= terms.hardwareTrend;
    const hours = rentedHours(terms, load, units, isServing);
    const price = burstUsd * (isServing ? api : rental);
    const home = servedUnits(terms, load, hybridMachines, units, price);
    months.push({
      units,
      machines,
      pricedMachines,
      hours,
      rentUsd: hours * terms.rentHourUsd * rental + rentFixedUsd(terms),
      apiUsd: units * terms.apiUnitUsd * api + terms.apiAdminUsd,
      servedUnits: home,
      burstUsd: (units - home) * price,
      burstHours: isServing ? 0 : (units - home) / terms.rentUnitsPerHour,
    });
  }
  return { months, vintages };
}

/** Cash of an option at the end of each month, month 0 being the start; what is left at the end apart. */
export interface CashFlow {
  /** USD, what is paid. */
  readonly paid: readonly number[];
  /** What the machines are still worth at the end, USD. */
  readonly residualUsd: number;
}

/** Cash of owning: machines when they are bought or replaced, all else each month. */
export function ownCash(terms: Terms, { months, vintages }: Months): CashFlow {
  const running = months.map(
    ({ machines, pricedMachines, units }) =>
      pricedMachines * terms.repairsUsd +
      machines * machineRunningUsd(terms) +
      units * terms.ownUnitUsd,
  );
  return withMachines(terms, [0, ...running], vintages);
}

/** Cash of a hybrid: its machines at the start, burst as it comes. */
export function hybridCash(
  work: Work,
  terms: Terms,
  { months }: Months,
  machines: number,
): CashFlow {
  const fixed =
    machines * (terms.repairsUsd + machineRunningUsd(terms)) +
    (work === 'serving' ? terms.apiAdminUsd : rentFixedUsd(terms));
  const running = months.map(
    ({ servedUnits: home, burstUsd }) => fixed + home * terms.ownUnitUsd + burstUsd,
  );
  return withMachines(terms, [0, ...running], [{ month: 0, machines, trend: 1 }]);
}

export function rentedCash({ months }: Months): CashFlow {
  return { paid: [0, ...months.map(({ rentUsd }) => rentUsd)], residualUsd: 0 };
}

export function apiCash({ months }: Months): CashFlow {
  return { paid: [0, ...months.map(({ apiUsd }) => apiUsd)], residualUsd: 0 };
}

/**
 * Adds machines to what is paid: the price when one is bought, the price less the resale whenever its
 * life is over, and at the end the value at which the level monthly payment has written it down. So all
 * cash, discounted, is worth what the level payments are worth.
 */
function withMachines(
  terms: Terms,
  running: readonly number[],
  vintages: readonly Vintage[],
): CashFlow {
  const paid = [...running];
  const { months, lifeMonths, monthlyRate: rate } = terms;
  let residualUsd = 0;
  for (const { month, machines, trend } of vintages) {
    const count = machines * trend;
    const pay = (at: number, usd: number): void => {
      paid[at] = (paid[at] ?? 0) + count * usd;
    };
    pay(month, terms.priceUsd);
    let bought = month;
    while (bought + lifeMonths < months - 1e-9) {
      bought += lifeMonths;
      const payday = Math.ceil(bought - 1e-9);
      pay(payday, (terms.priceUsd - terms.resaleUsd) * (1 + rate) ** (payday - bought));
    }
    residualUsd += count * valueAfter(terms, months - bought);
  }
  return { paid, residualUsd };
}

/** Value of a machine that level payments have written down for so many months, USD. */
function valueAfter({ priceUsd, hardwareUsd, monthlyRate: rate }: Terms, months: number): number {
  const gain = Math.expm1(months * Math.log1p(rate));
  const payments = rate < NO_INTEREST ? months : gain / rate;
  return priceUsd * (1 + gain) - hardwareUsd * payments;
}

/** What has been paid until the end of each month. */
export function cumulative(paid: readonly number[]): readonly number[] {
  let sum = 0;
  return paid.map((usd) => {
    sum += usd;
    return sum;
  });
}

/** Value today of cash at the end of each month. @param discount `1 / (1 + i)` */
export function discounted(paid: readonly number[], discount: number): readonly number[] {
  let factor = 1;
  return paid.map((usd, month) => {
    if (month > 0) factor *= discount;
    return usd * factor;
  });
}
