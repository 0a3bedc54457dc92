import type { TariffRow } from '../../app/contract/requests.ts';
import {
  type ElectricityPrice,
  type FactSheets,
  type Parameter,
  type RangedParameter,
  RUN_PARAMETERS,
  type RunParameterName,
  type SheetName,
  type SheetRow,
} from '../../app/cost/fact-sheets.ts';
import { sheetSource } from '../../app/cost/sheet-source.ts';
import { BANDS, sheetPrice } from '../../app/cost/tariff.ts';
import { fail, ok, type Result } from '../../app/errors.ts';

/** Reads one sheet. */
export type ReadSheet = <Name extends SheetName>(
  name: Name,
) => Promise<Result<readonly SheetRow<Name>[]>>;

/** The sheets that the cost of a run needs; the first fault found is the answer. */
export async function runSheets(read: ReadSheet): Promise<Result<FactSheets>> {
  const [
    electricity,
    vatRates,
    cpuInstances,
    gpuInstances,
    gpus,
    rentalTerms,
    rentalExclusions,
    parameters,
  ] = await Promise.all([
    read('electricity_prices'),
    read('vat_rates'),
    read('cloud_cpu_prices'),
    read('cloud_gpu_prices'),
    read('gpus'),
    read('rental_terms'),
    read('rental_exclusions'),
    runParameters(read),
  ]);
  if (!electricity.ok) return electricity;
  if (!vatRates.ok) return vatRates;
  if (!cpuInstances.ok) return cpuInstances;
  if (!gpuInstances.ok) return gpuInstances;
  if (!gpus.ok) return gpus;
  if (!rentalTerms.ok) return rentalTerms;
  if (!rentalExclusions.ok) return rentalExclusions;
  if (!parameters.ok) return parameters;
  if (!rentalTerms.value.some((row) => row.provider === '*')) {
    const row = rentalTerms.value.length;
    return invalid('rental_terms.json', row, 'no row for provider *');
  }
  return ok({
    electricity: electricity.value,
    vatRates: vatRates.value,
    cpuInstances: cpuInstances.value,
    gpuInstances: gpuInstances.value,
    gpus: gpus.value,
    rentalTerms: rentalTerms.value,
    rentalExclusions: rentalExclusions.value,
    parameters: parameters.value,
  });
}

/** The adjustable figures that the cost of a run needs, each with its whole range. */
export async function runParameters(read: ReadSheet): Promise<Result<FactSheets['parameters']>> {
  const [run, model] = await Promise.all([read('run_parameters'), read('model_parameters')]);
  if (!run.ok) return run;
  if (!model.ok) return model;
  const rows: readonly Parameter[] = [...run.value, ...model.value];
  const ranged: [RunParameterName, RangedParameter][] = [];
  for (const symbol of RUN_PARAMETERS) {
    const index = rows.findIndex((row) => row.symbol === symbol);
    const row = rows[index];
    if (row === undefined) return invalid('run_parameters.json', 0, `no row for ${symbol}`);
    const { low, base, high } = row;
    if (low === null || base === null || high === null || low < 0) {
      const problem = `${symbol}: expected 0 ≤ low ≤ base ≤ high`;
      return invalid('run_parameters.json', index + 1, problem);
    }
    ranged.push([symbol, { ...row, low, base, high }]);
  }
  return ok(Object.fromEntries(ranged) as Record<RunParameterName, RangedParameter>);
}

/** Tariffs by region name, without the regions that have no price. */
export function tariffRows(electricity: readonly ElectricityPrice[]): readonly TariffRow[] {
  return electricity
    .flatMap((row) => {
      const price = sheetPrice(row);
      if (price === null) return [];
      return [
        {
          region: row.region,
          iso2: row.iso2,
          usdPerKwh: price.usdPerKwh,
          carbonGPerKwh: row.carbon_g_per_kwh,
          source: sheetSource(row, BANDS[price.band]),
        },
      ];
    })
    .sort((left, right) => left.region.localeCompare(right.region, 'en'));
}

function invalid(sheet: string, row: number, problem: string) {
  return fail({ code: 'facts/sheet-invalid', sheet, row, problem });
}
