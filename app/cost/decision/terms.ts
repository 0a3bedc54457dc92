import { busyKw, idleKw } from '../formulas/owning.ts';
import {
  DAYS_PER_MONTH,
  HOURS_PER_MONTH,
  MONTHS_PER_YEAR,
  NO_INTEREST,
} from '../formulas/rates.ts';
import { billedHours, usdPerRentedHour } from '../formulas/renting.ts';
import { activeParameters, trainingFlops, trainingHours } from '../formulas/throughput.ts';
import { capacityMtokPerMonth } from '../formulas/unit-costs.ts';
import { at } from './input-at.ts';
import type { Work } from './input-rule.ts';
import { INPUT_INDEX as I } from './inputs.ts';
import { machineSpeed } from './machine-speed.ts';
import { boughtTokenUsd, type TokenPriceBasis } from './token-price.ts';

/**
 * What the costs of a month are made of, worked out once from the inputs. A unit of work is a million
 * tokens of serving, or a training run. Money in USD; one object is filled again and again.
 */
export interface Terms {
  /** `1 / (1 + i)`, and what demand and prices are multiplied by each month. */
  discount: number;
  growth: number;
  apiTrend: number;
  rentalTrend: number;
  hardwareTrend: number;
  /** Natural logarithms of the factors of a month. */
  growthLog: number;
  apiLog: number;
  rentalLog: number;
  discountLog: number;
  months: number;
  /** Units a month at the start. */
  units: number;
  /** M tokens of a unit of serving: 1; requests of it, or 1 for a run. */
  requestsPerUnit: number;
  /** Busiest minute over the mean of its hour. */
  peakFactor: number;
  /** Units that one own machine may do in a month. */
  ownUnits: number;
  /** The same if it were busy all the time. */
  ownCapacity: number;
  ownTokensPerSecond: number;
  /** Of one machine a month: capital and repairs, which go with its price; and all else that is fixed. */
  hardwareUsd: number;
  repairsUsd: number;
  adminUsd: number;
  otherUsd: number;
  idleKwh: number;
  /** Extra draw of a unit of work. */
  unitKwh: number;
  usdPerKwh: number;
  /** v */
  ownUnitUsd: number;
  /** C0 and R of one machine, and its life. */
  priceUsd: number;
  resaleUsd: number;
  lifeMonths: number;
  /** i */
  monthlyRate: number;
  /** Rented: units that an instance may do in an hour; price of an hour of work; what is fixed. */
  rentUnitsPerHour: number;
  rentTokensPerSecond: number;
  rentHourUsd: number;
  rentAdminUsd: number;
  rentStorageUsd: number;
  rentEgressUsd: number;
  rentHourKwh: number;
  /** Of the hours billed, the share that the machine is there for; the rest is rounding. */
  rentUsedShare: number;
  minimumInstances: number;
  /** Price of a unit; M tokens that are paid for a unit. */
  apiUnitUsd: number;
  apiAdminUsd: number;
}

/** Of what an option's arithmetic rests on: chosen when a decision is compiled, the same for every draw. */
export interface WorkBasis extends TokenPriceBasis {
  readonly work: Work;
  /** Whether a measurement or run gives the throughput of one's own machine. */
  readonly isMeasured: boolean;
  /** Whether the measurement gives the power of the busy machine, too. */
  readonly hasMeasuredPower: boolean;
  /** Whether training tokens can be bought at a price. */
  readonly hasTrainingPrice: boolean;
}

export function emptyTerms(): Terms {
  return {
    discount: 0,
    growth: 0,
    apiTrend: 0,
    rentalTrend: 0,
    hardwareTrend: 0,
    growthLog: 0,
    apiLog: 0,
    rentalLog: 0,
    discountLog: 0,
    months: 0,
    units: 0,
    requestsPerUnit: 0,
    peakFactor: 0,
    ownUnits: 0,
    ownCapacity: 0,
    ownTokensPerSecond: 0,
    hardwareUsd: 0,
    repairsUsd: 0,
    adminUsd: 0,
    otherUsd: 0,
    idleKwh: 0,
    unitKwh: 0,
    usdPerKwh: 0,
    ownUnitUsd: 0,
    priceUsd: 0,
    resaleUsd: 0,
    lifeMonths: 0,
    monthlyRate: 0,
    rentUnitsPerHour: 0,
    rentTokensPerSecond: 0,
    rentHourUsd: 0,
    rentAdminUsd: 0,
    rentStorageUsd: 0,
    rentEgressUsd: 0,
    rentHourKwh: 0,
    rentUsedShare: 0,
    minimumInstances: 0,
    apiUnitUsd: 0,
    apiAdminUsd: 0,
  };
}

/**
 * Fills the terms from a vector of inputs.
 * @param inputs in catalogue order; what is absent is 0
 */
export function fillTerms(basis: WorkBasis, inputs: Float64Array, terms: Terms): void {
  fillMoney(inputs, terms);
  if (basis.work === 'serving') fillServing(basis, inputs, terms);
  else fillTraining(basis, inputs, terms);
  terms.ownUnits = terms.ownCapacity * at(inputs, I['own.maxUtilisation']);
  terms.ownUnitUsd = terms.unitKwh * terms.usdPerKwh;
}

function fillMoney(x: Float64Array, terms: Terms): void {
  // i = (1 + r)^(1/12) − 1 and the recovery factor i / (1 − (1 + i)^−n) by one logarithm: these make up most of a draw.
  const discountRate = at(x, I['finance.discountRate']);
  const discountLog = -Math.log1p(discountRate) / MONTHS_PER_YEAR;
  const rate = Math.expm1(-discountLog);
  const wage = at(x, I['finance.wageUsdPerHour']);
  const gpus = at(x, I['own.gpus']);
  const gpuUsd = gpus * at(x, I['own.gpuPriceUsd']);
  const lifeMonths = MONTHS_PER_YEAR * at(x, I['own.yearsKept']);
  const priceUsd = gpuUsd + at(x, I['own.hostPriceUsd']);
  const resaleUsd = at(x, I['own.resaleShare']) * gpuUsd;
  terms.monthlyRate = rate;
  terms.discount = 1 / (1 + rate);
  terms.discountLog = discountLog;
  terms.growthLog = Math.log1p(at(x, I['work.growthPerYear'])) / MONTHS_PER_YEAR;
  terms.apiLog = -at(x, I['market.apiDeclinePerYear']) / MONTHS_PER_YEAR;
  terms.rentalLog = -at(x, I['market.rentalDeclinePerYear']) / MONTHS_PER_YEAR;
  terms.growth = Math.exp(terms.growthLog);
  terms.apiTrend = Math.exp(terms.apiLog);
  terms.rentalTrend = Math.exp(terms.rentalLog);
  terms.hardwareTrend = Math.exp(-at(x, I['market.hardwareDeclinePerYear']) / MONTHS_PER_YEAR);
  terms.months = at(x, I['work.horizonMonths']);
  terms.priceUsd = priceUsd;
  terms.resaleUsd = resaleUsd;
  terms.lifeMonths = lifeMonths;
  // The level payment each month that is worth the price less the resale at the end of its life.
  const lost = -Math.expm1(lifeMonths * discountLog);
  terms.hardwareUsd =
    (priceUsd - resaleUsd * (1 - lost)) * (rate < NO_INTEREST ? 1 / lifeMonths : rate / lost);
  terms.repairsUsd = (at(x, I['own.repairShare']) * priceUsd) / MONTHS_PER_YEAR;
  terms.adminUsd = at(x, I['own.adminHoursPerMonth']) * wage;
  terms.otherUsd = at(x, I['own.otherUsdPerMonth']);
  terms.usdPerKwh = at(x, I['energy.usdPerKwh']);
  terms.idleKwh = ownIdleKw(x) * HOURS_PER_MONTH * at(x, I['own.pue']);
  terms.rentAdminUsd = at(x, I['rent.adminHoursPerMonth']) * wage;
  terms.rentStorageUsd = at(x, I['rent.storageUsdPerMonth']);
  terms.rentEgressUsd = at(x, I['rent.egressUsdPerMonth']);
  terms.apiAdminUsd = at(x, I['api.adminHoursPerMonth']) * wage;
  terms.rentHourUsd = rentedHourUsd(x);
  terms.rentHourKwh =
    ((at(x, I['rent.gpus']) * at(x, I['rent.gpuWatts']) * at(x, I['own.loadShare']) +
      at(x, I['rent.hostWatts'])) /
      1000) *
    at(x, I['rent.pue']);
}

function fillServing(basis: WorkBasis, x: Float64Array, terms: Terms): void {
  const inputTokens = at(x, I['work.inputTokens']);
  const tokens = inputTokens + at(x, I['work.outputTokens']);
  const inputShare = inputTokens / tokens;
  terms.requestsPerUnit = 1e6 / tokens;
  terms.units = (at(x, I['work.requestsPerDay']) * DAYS_PER_MONTH) / terms.requestsPerUnit;
  terms.peakFactor = at(x, I['work.peakFactor']);
  const own = machineSpeed('own', x);
  const rented = machineSpeed('rent', x);
  const measured = basis.isMeasured
    ? 1 /
      (inputShare / at(x, I['measured.inputTokensPerSecond']) +
        (1 - inputShare) / at(x, I['measured.outputTokensPerSecond']))
    : own;
  terms.ownTokensPerSecond = measured;
  terms.ownCapacity = capacityMtokPerMonth(measured);
  terms.rentTokensPerSecond = rented;
  terms.rentUnitsPerHour = ((rented * 3600) / 1e6) * at(x, I['rent.maxUtilisation']);
  terms.rentUsedShare = 1;
  terms.minimumInstances = at(x, I['rent.minimumInstances']);
  const busy = basis.hasMeasuredPower ? at(x, I['measured.busyWatts']) / 1000 : ownBusyKw(x);
  const extraKw = Math.max(0, busy - ownIdleKw(x));
  terms.unitKwh = (extraKw * at(x, I['own.pue']) * 1e6) / (3600 * measured);
  terms.apiUnitUsd = boughtTokenUsd(basis, x);
}

function fillTraining(basis: WorkBasis, x: Float64Array, terms: Terms): void {
  const tokens = at(x, I['work.tokensPerRun']);
  const flops = trainingFlops(
    activeParameters({
      denseParameters: at(x, I['model.denseParameters']),
      expertParameters: at(x, I['model.expertParameters']),
      experts: at(x, I['model.experts']),
      expertsPerToken: at(x, I['model.expertsPerToken']),
    }),
    tokens,
    at(x, I['model.flopsPerParameterToken']),
  );
  const reach = at(x, I['reach.training']);
  const onCards = (gpus: number, tflops: number): number =>
    trainingHours(flops, { gpus, flopsPerSecond: tflops * 1e12 }, reach);
  const ownHours = basis.isMeasured
    ? at(x, I['measured.hoursPerRun'])
    : onCards(at(x, I['own.gpus']), at(x, I['own.gpuTflops']));
  const rentedHours = basis.isMeasured
    ? ownHours / at(x, I['measured.rentedSpeedup'])
    : onCards(at(x, I['rent.gpus']), at(x, I['rent.gpuTflops']));
  terms.requestsPerUnit = 1;
  terms.units = at(x, I['work.runsPerMonth']);
  terms.peakFactor = 1;
  terms.ownTokensPerSecond = 0;
  terms.ownCapacity = HOURS_PER_MONTH / ownHours;
  terms.rentTokensPerSecond = 0;
  const usedHours = rentedHours + at(x, I['rent.startupMinutes']) / 60;
  const billed = billedHours(
    usedHours,
    at(x, I['rent.billingGrainHours']),
    at(x, I['rent.minimumBilledHours']),
  );
  terms.rentUnitsPerHour = 1 / billed;
  terms.rentUsedShare = billed === usedHours ? 1 : usedHours / billed;
  // A machine that was given back draws nothing, however long it is billed.
  terms.rentHourKwh *= terms.rentUsedShare;
  terms.minimumInstances = 0;
  const ownKwh = basis.isMeasured ? at(x, I['measured.kwhPerRun']) : ownBusyKw(x) * ownHours;
  terms.unitKwh = Math.max(0, ownKwh - ownIdleKw(x) * ownHours) * at(x, I['own.pue']);
  terms.apiUnitUsd = basis.hasTrainingPrice
    ? (at(x, I['api.trainingUsdPerMtok']) * tokens) / 1e6
    : 0;
}

function ownIdleKw(x: Float64Array): number {
  return idleKw(ownPower(x));
}

function ownBusyKw(x: Float64Array): number {
  return busyKw(ownPower(x));
}

function ownPower(x: Float64Array) {
  return {
    gpus: at(x, I['own.gpus']),
    gpuWatts: at(x, I['own.gpuWatts']),
    loadShare: at(x, I['own.loadShare']),
    idleShare: at(x, I['own.idleShare']),
    hostBusyWatts: at(x, I['own.hostBusyWatts']),
    hostIdleWatts: at(x, I['own.hostIdleWatts']),
  };
}

function rentedHourUsd(x: Float64Array): number {
  return usdPerRentedHour(
    {
      onDemandUsdPerHour: at(x, I['rent.onDemandUsdPerHour']),
      spotShare: at(x, I['rent.spotShare']),
      spotUsdPerHour: at(x, I['rent.spotUsdPerHour']),
      reservedShare: at(x, I['rent.reservedShare']),
      reservedUsdPerHour: at(x, I['rent.reservedUsdPerHour']),
      reservedUse: at(x, I['rent.reservedUse']),
    },
    {
      preemptionsPerHour: at(x, I['rent.preemptionsPerHour']),
      checkpointIntervalHours: at(x, I['rent.checkpointIntervalHours']),
      checkpointHours: at(x, I['rent.checkpointHours']),
      restartHours: at(x, I['rent.restartHours']),
    },
  );
}
