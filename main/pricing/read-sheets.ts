import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { TariffRow } from '../../app/contract/requests.ts';
import {
  cpuInstanceSchema,
  electricityPriceSchema,
  type FactSheets,
  gpuCardSchema,
  gpuInstanceSchema,
  type Parameter,
  parameterSchema,
  type RangedParameter,
  RUN_PARAMETERS,
  type RunParameterName,
  rentalExclusionSchema,
  rentalTermsSchema,
} from '../../app/cost/fact-sheets.ts';
import { sheetPrice } from '../../app/cost/tariff.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';

/** The dated fact sheets, read on first use and kept. */
export interface SheetReader {
  /** All sheets the cost of a run needs; `facts/sheet-invalid` names sheet and row. */
  readonly sheets: () => Promise<Result<FactSheets>>;
  /** Electricity tariffs by region name, for the settings; prices without VAT. */
  readonly tariffs: () => Promise<Result<readonly TariffRow[]>>;
}

/** @param folder `resources/facts` of the installation */
export function openSheets(folder: string): SheetReader {
  let reading: Promise<Result<FactSheets>> | undefined;
  const sheets = (): Promise<Result<FactSheets>> => {
    reading ??= readSheets(folder);
    return reading;
  };
  return {
    sheets,
    tariffs: async () => {
      const read = await sheets();
      return read.ok ? ok(tariffRows(read.value)) : read;
    },
  };
}

/** Reads and validates every sheet; the first fault found is the answer. */
export async function readSheets(folder: string): Promise<Result<FactSheets>> {
  try {
    const [
      electricity,
      cpuInstances,
      gpuInstances,
      gpus,
      rentalTerms,
      rentalExclusions,
      model,
      run,
    ] = await Promise.all([
      readSheet(folder, 'electricity_prices.json', electricityPriceSchema),
      readSheet(folder, 'cloud_cpu_prices.json', cpuInstanceSchema),
      readSheet(folder, 'cloud_gpu_prices.json', gpuInstanceSchema),
      readSheet(folder, 'gpus.json', gpuCardSchema),
      readSheet(folder, 'rental_terms.json', rentalTermsSchema),
      readSheet(folder, 'rental_exclusions.json', rentalExclusionSchema),
      readSheet(folder, 'model_parameters.json', parameterSchema),
      readSheet(folder, 'run_parameters.json', parameterSchema),
    ]);
    if (!rentalTerms.some((row) => row.provider === '*')) {
      throw new SheetFault('rental_terms.json', rentalTerms.length, 'no row for provider *');
    }
    const parameters = rangedParameters([...run, ...model]);
    return ok({
      electricity,
      cpuInstances,
      gpuInstances,
      gpus,
      rentalTerms,
      rentalExclusions,
      parameters,
    });
  } catch (error) {
    if (error instanceof SheetFault) return fail(error.fault);
    throw error;
  }
}

/** Carries a fault out of the parallel reads; never leaves this file. */
class SheetFault extends Error {
  readonly fault: AppError;
  constructor(sheet: string, row: number, problem: string) {
    super(`${sheet}, row ${row}: ${problem}`);
    this.fault = { code: 'facts/sheet-invalid', sheet, row, problem };
  }
}

async function readSheet<Row>(
  folder: string,
  sheet: string,
  schema: z.ZodType<Row>,
): Promise<readonly Row[]> {
  const rows = parseRows(sheet, await readText(join(folder, sheet), sheet));
  return rows.map((row, index) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new SheetFault(sheet, index + 1, `${issue?.path.join('.')}: ${issue?.message}`);
  });
}

async function readText(path: string, sheet: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new SheetFault(sheet, 0, error instanceof Error ? error.message : String(error));
  }
}

function parseRows(sheet: string, text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SheetFault(sheet, 0, error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(value)) throw new SheetFault(sheet, 0, 'not a list of rows');
  return value;
}

function rangedParameters(rows: readonly Parameter[]): FactSheets['parameters'] {
  const entries = RUN_PARAMETERS.map((symbol): [RunParameterName, RangedParameter] => {
    const index = rows.findIndex((row) => row.symbol === symbol);
    const row = rows[index];
    if (row === undefined) throw new SheetFault('run_parameters.json', 0, `no row for ${symbol}`);
    const { low, base, high } = row;
    if (low === null || base === null || high === null || low < 0 || low > base || base > high) {
      const problem = `${symbol}: expected 0 ≤ low ≤ base ≤ high`;
      throw new SheetFault('run_parameters.json', index + 1, problem);
    }
    return [symbol, { ...row, low, base, high }];
  });
  return Object.fromEntries(entries) as Record<RunParameterName, RangedParameter>;
}

function tariffRows(sheets: FactSheets): readonly TariffRow[] {
  return sheets.electricity
    .flatMap((row) => {
      const price = sheetPrice(row);
      if (price === null) return [];
      return [
        {
          region: row.region,
          iso2: row.iso2,
          usdPerKwh: price.usdPerKwh,
          carbonGPerKwh: row.carbon_g_per_kwh,
          source: row.source,
          asOf: row.as_of,
        },
      ];
    })
    .sort((left, right) => left.region.localeCompare(right.region, 'en'));
}
