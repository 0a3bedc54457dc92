import { ok, type Result } from '../errors.ts';
import type { Settings } from '../settings.ts';
import type { RunEnergy } from '../training/run.ts';
import { SECONDS_PER_HOUR } from '../units.ts';
import {
  energyBasisKey,
  estimatedWatts,
  kwhOfWatts,
  meanWatts,
  type WattsEstimate,
} from './energy.ts';
import type { FactSheets } from './fact-sheets.ts';
import { rentedCpu } from './rented-cpu.ts';
import { type MeasuredWork, rentedGpu } from './rented-gpu.ts';
import type { CostBasis, CostEstimate, CostLine, FigureSource, RunCost } from './run-cost.ts';
import { chooseTariff, type Tariff, type TariffSettings } from './tariff.ts';

/** The machine a run was made on. */
interface CostMachine {
  /** Processor as people know it. */
  readonly name: string;
  /** Physical cores. */
  readonly cores: number;
  /** Matrix-multiplication peak by the engine's own runtime; null while not measured. */
  readonly gemmGflops: number | null;
}

type CostSettings = TariffSettings &
  Pick<Settings, 'machineWatts' | 'machinePriceUsd' | 'machineLifeYears' | 'machineHoursPerYear'>;

export interface RunCostInputs extends MeasuredWork {
  /** Null where the run had no meter: then it is estimated from the machine's power. */
  readonly energy: RunEnergy | null;
  readonly machine: CostMachine;
  readonly settings: CostSettings;
  /** ISO 3166 code of the system's locale (`localeCountry`), null where it names none. */
  readonly localeCountry: string | null;
  readonly sheets: FactSheets;
  /** ISO date that ages are counted to. */
  readonly today: string;
}

/** What the cost of a run on this machine follows from. */
export type OwnCostInputs = Pick<
  RunCostInputs,
  'seconds' | 'energy' | 'machine' | 'settings' | 'localeCountry' | 'sheets'
>;

/** What a run cost here. */
export interface OwnRunCost {
  readonly estimate: CostEstimate;
  readonly tariff: Tariff;
  readonly energy: RunEnergy;
  readonly watts: number;
}

/**
 * What a run cost on this machine: electricity at the tariff of the region chosen, its VAT included, and
 * the hardware's share.
 * @returns `cost/tariff-unknown` if the tariff region of the settings is not in the sheet
 */
export function ownRunCost(inputs: OwnCostInputs): Result<OwnRunCost> {
  const { seconds, machine, settings, sheets, localeCountry } = inputs;
  const tariff = chooseTariff(settings, sheets.electricity, localeCountry, sheets.vatRates);
  if (!tariff.ok) return tariff;
  const model = estimatedWatts(settings, machine.cores, sheets.parameters);
  const energy: RunEnergy = inputs.energy ?? {
    kwh: kwhOfWatts(model.watts, seconds),
    source: 'estimate',
  };
  const energyBasis: CostBasis = {
    key: energyBasisKey(energy.source),
    values: { watts: Math.round(wattsOf(energy, seconds, model)) },
    source: null,
  };
  const estimate = ownEstimate(inputs, energy, tariff.value, [
    energyBasis,
    ...(energy.source === 'estimate' ? [model.basis] : []),
  ]);
  const watts = wattsOf(energy, seconds, model);
  return ok({ estimate, tariff: tariff.value, energy, watts });
}

/**
 * What a run cost here, and what the same work would cost on rented machines.
 * @returns `cost/tariff-unknown` if the tariff region of the settings is not in the sheet
 * @source resources/facts/COST_MODEL.md §§ 1–4
 */
export function costOfRun(inputs: RunCostInputs): Result<RunCost> {
  const { seconds, machine, settings, sheets, today } = inputs;
  const here = ownRunCost(inputs);
  if (!here.ok) return here;
  const { estimate: own, tariff, energy, watts } = here.value;
  const rented = [
    ...rentedCpu(seconds, machine.cores, sheets, today),
    ...rentedGpu(inputs, machine.gemmGflops, sheets, today),
  ];
  const { carbonGPerKwh, carbonSource } = tariff;
  return ok({
    usd: own.lowUsd,
    seconds,
    energy: {
      ...energy,
      basis: energyBasisKey(energy.source),
      watts,
    },
    tariff: {
      usdPerKwh: tariff.usdPerKwh,
      region: settings.tariffUsdPerKwh !== null ? null : tariff.region,
      source: tariff.source,
    },
    carbonKg: carbonGPerKwh === null ? null : (energy.kwh * carbonGPerKwh) / 1000,
    carbonSource,
    own,
    rented,
    oldestAsOf: oldestDate([
      ...(carbonSource === null ? [] : [carbonSource]),
      ...[own, ...rented].flatMap(sourcesOf),
    ]),
  });
}

/** An estimate is made of the power that is assumed; what was metered also holds the run's beginning and end. */
function wattsOf({ kwh, source }: RunEnergy, seconds: number, model: WattsEstimate): number {
  return source === 'estimate' && seconds > 0 ? model.watts : meanWatts(kwh, seconds);
}

/** Electricity, and the machine's share of its life if its price is known. */
function ownEstimate(
  inputs: OwnCostInputs,
  energy: RunEnergy,
  tariff: Tariff,
  energyBasis: readonly CostBasis[],
): CostEstimate {
  const { seconds, machine, settings } = inputs;
  const electricity: CostLine = {
    item: 'electricity',
    quantity: energy.kwh,
    unit: 'kWh',
    unitPriceUsd: tariff.usdPerKwh,
    amountUsd: energy.kwh * tariff.usdPerKwh,
    source: tariff.source,
  };
  const hardware = hardwareShare(seconds, settings);
  const lines = [electricity, ...hardware.lines];
  const usd = lines.reduce((sum, line) => sum + line.amountUsd, 0);
  return {
    id: 'own',
    kind: 'own',
    name: machine.name,
    region: null,
    device: 'cpu',
    measured: true,
    lowUsd: usd,
    highUsd: usd,
    lowSeconds: seconds,
    highSeconds: seconds,
    lines,
    basis: [...energyBasis, ...tariff.basis, hardware.basis],
  };
}

/** Price over useful hours of its life, times the run's hours. */
function hardwareShare(
  seconds: number,
  settings: CostSettings,
): { readonly lines: readonly CostLine[]; readonly basis: CostBasis } {
  const { machinePriceUsd: price, machineLifeYears: years, machineHoursPerYear } = settings;
  const usefulHours = years * machineHoursPerYear;
  if (price === null || usefulHours <= 0) {
    return { lines: [], basis: { key: 'cost.basis.no-machine-price', values: {}, source: null } };
  }
  const source: FigureSource = { source: 'settings', asOf: null, kind: 'user' };
  const hours = seconds / SECONDS_PER_HOUR;
  const usdPerHour = price / usefulHours;
  return {
    lines: [
      {
        item: 'hardware',
        quantity: hours,
        unit: 'h',
        unitPriceUsd: usdPerHour,
        amountUsd: hours * usdPerHour,
        source,
      },
    ],
    basis: {
      key: 'cost.basis.hardware',
      values: { priceUsd: price, years, hoursPerYear: machineHoursPerYear },
      source,
    },
  };
}

function sourcesOf(estimate: CostEstimate): readonly FigureSource[] {
  return [
    ...estimate.lines.map((line) => line.source),
    ...estimate.basis.flatMap((basis) => (basis.source === null ? [] : [basis.source])),
  ];
}

/** Partial dates count as earlier than any full date in them, which is what text order gives. */
function oldestDate(sources: readonly FigureSource[]): string | null {
  const dates = sources.flatMap((source) => (source.asOf === null ? [] : [source.asOf])).sort();
  return dates[0] ?? null;
}
