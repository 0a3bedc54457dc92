import { capitalRecoveryFactor, HOURS_PER_YEAR, MONTHS_PER_YEAR } from './rates.ts';

/** A machine that is bought. @source COST_MODEL §1 */
export interface OwnedMachine {
  /** n, GPUs in the machine. */
  readonly gpus: number;
  /** P_g, price of one GPU, USD. */
  readonly gpuPriceUsd: number;
  /** P_h, price of the rest of the machine, USD. */
  readonly hostPriceUsd: number;
  /** T, years kept, above 0. */
  readonly yearsKept: number;
  /** r, discount rate, 1/a. */
  readonly discountRate: number;
  /** rho, resale after T as a share of the GPU price. */
  readonly resaleShare: number;
  /** W_g, board power of one GPU, W. */
  readonly gpuWatts: number;
  /** a_L, a_I: share of the board power drawn when busy, when idle. */
  readonly loadShare: number;
  readonly idleShare: number;
  /** h_L, h_I: power of the rest when busy, when idle, W. */
  readonly hostBusyWatts: number;
  readonly hostIdleWatts: number;
  /** u, share of all hours in which the GPUs do wanted work, above 0. */
  readonly utilisation: number;
  /** Total power over that of the machine. */
  readonly pue: number;
  /** e, USD/kWh. */
  readonly usdPerKwh: number;
  /** s, h per month; w, USD/h. */
  readonly adminHoursPerMonth: number;
  readonly wageUsdPerHour: number;
  /** mu, repairs, spares and insurance as a share of the price, 1/a. */
  readonly repairShare: number;
}

/** What owning it costs. Money in USD, per year unless named otherwise. */
export interface OwnershipCost {
  /** C0 */
  readonly priceUsd: number;
  /** R */
  readonly resaleUsd: number;
  readonly annuityUsd: number;
  readonly meanKw: number;
  readonly kwhPerYear: number;
  readonly energyUsd: number;
  readonly adminUsd: number;
  readonly repairsUsd: number;
  readonly totalUsd: number;
  readonly usefulGpuHours: number;
  /** c_own, for an hour of wanted work. */
  readonly usdPerUsefulGpuHour: number;
  /** c_name, if it were busy all the time it is on the books. */
  readonly usdPerNameplateGpuHour: number;
}

/**
 * Cost of a GPU-hour of one's own.
 * @source COST_MODEL §1
 */
export function costOfOwning(machine: OwnedMachine): OwnershipCost {
  const { gpus, yearsKept, discountRate, utilisation } = machine;
  const priceUsd = gpus * machine.gpuPriceUsd + machine.hostPriceUsd;
  const resaleUsd = machine.resaleShare * gpus * machine.gpuPriceUsd;
  const annuityUsd =
    (priceUsd - resaleUsd * (1 + discountRate) ** -yearsKept) *
    capitalRecoveryFactor(discountRate, yearsKept);
  const meanKw = utilisation * busyKw(machine) + (1 - utilisation) * idleKw(machine);
  const kwhPerYear = HOURS_PER_YEAR * meanKw * machine.pue;
  const energyUsd = kwhPerYear * machine.usdPerKwh;
  const adminUsd = MONTHS_PER_YEAR * machine.adminHoursPerMonth * machine.wageUsdPerHour;
  const repairsUsd = machine.repairShare * priceUsd;
  const totalUsd = annuityUsd + energyUsd + adminUsd + repairsUsd;
  const usefulGpuHours = HOURS_PER_YEAR * gpus * utilisation;
  return {
    priceUsd,
    resaleUsd,
    annuityUsd,
    meanKw,
    kwhPerYear,
    energyUsd,
    adminUsd,
    repairsUsd,
    totalUsd,
    usefulGpuHours,
    usdPerUsefulGpuHour: totalUsd / usefulGpuHours,
    usdPerNameplateGpuHour: totalUsd / (HOURS_PER_YEAR * gpus),
  };
}

type MachinePower = Pick<
  OwnedMachine,
  'gpus' | 'gpuWatts' | 'loadShare' | 'idleShare' | 'hostBusyWatts' | 'hostIdleWatts'
>;

/** Power of a machine that is busy, kW, without cooling. @source COST_MODEL §1 */
export function busyKw({ gpus, gpuWatts, loadShare, hostBusyWatts }: MachinePower): number {
  return (gpus * gpuWatts * loadShare + hostBusyWatts) / 1000;
}

/** Power of a machine that is idle, kW, without cooling. @source COST_MODEL §1 */
export function idleKw({ gpus, gpuWatts, idleShare, hostIdleWatts }: MachinePower): number {
  return (gpus * gpuWatts * idleShare + hostIdleWatts) / 1000;
}

/**
 * PUE of a room cooled by air conditioning: `1 + 1/COP + losses`.
 * @param coefficientOfPerformance heat moved for each unit of work, above 0
 * @param losses share lost in supplies and cables
 * @source COST_MODEL §1
 */
export function pueOfAirConditioning(coefficientOfPerformance: number, losses = 0): number {
  return 1 + 1 / coefficientOfPerformance + losses;
}

/**
 * Book value by straight line: from the price to the resale over the years kept.
 * @source COST_MODEL §1
 */
export function straightLineValue(
  priceUsd: number,
  resaleUsd: number,
  yearsKept: number,
  years: number,
): number {
  return priceUsd - ((priceUsd - resaleUsd) / yearsKept) * Math.min(years, yearsKept);
}

/**
 * Book value by declining balance: `C0 (1 - d)^k` with `d = 1 - (R/C0)^(1/T)`.
 * @source COST_MODEL §1
 */
export function decliningBalanceValue(
  priceUsd: number,
  resaleUsd: number,
  yearsKept: number,
  years: number,
): number {
  return priceUsd * (resaleUsd / priceUsd) ** (Math.min(years, yearsKept) / yearsKept);
}

/** Carbon of electricity, kg CO2e. @source COST_MODEL §1 */
export function carbonKg(kwh: number, gramsPerKwh: number): number {
  return (kwh * gramsPerKwh) / 1000;
}
