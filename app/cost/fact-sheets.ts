import type { z } from 'zod';
import { type RowOfColumns, rowSchema, type SheetColumns } from './fact-sheets-columns.ts';
import {
  ELECTRICITY_COLUMNS,
  EXCHANGE_RATE_COLUMNS,
  PARAMETER_COLUMNS,
  VAT_RATE_COLUMNS,
} from './fact-sheets-figures.ts';
import {
  CLOUD_CPU_COLUMNS,
  CLOUD_GPU_COLUMNS,
  GPU_COLUMNS,
  RENTAL_EXCLUSION_COLUMNS,
  RENTAL_TERMS_COLUMNS,
} from './fact-sheets-machines.ts';
import {
  API_PRICE_COLUMNS,
  API_PRICE_HISTORY_COLUMNS,
  APPLICATION_COLUMNS,
} from './fact-sheets-tokens.ts';

/*
 * The dated sheets of `resources/facts/*.json`: their columns, what a row is known by, and how long
 * their figures hold. Everything that reads, imports, compares or shows a sheet follows this table.
 */

/** What the generic rules know of a sheet: any sheet's definition. */
export interface SheetDefinition {
  readonly columns: SheetColumns;
  /** A row is known by these; no two rows of a sheet agree in all of them. */
  readonly key: readonly string[];
  /** Columns that a table shows first, the figures that the sheet is for among them. */
  readonly shown: readonly string[];
  /** Figures older than this are marked as stale; null where age takes nothing from them. */
  readonly staleAfterMonths: number | null;
  /**
   * The one figure of a row that is made of nothing but key and figure: users may add such rows
   * of their own.
   */
  readonly figure: string | null;
  /** Checks a whole row; a column that the sheet does not have is refused. */
  readonly safeParse: (value: unknown) => z.ZodSafeParseResult<Readonly<Record<string, unknown>>>;
}

interface TypedSheet<Columns extends SheetColumns> extends SheetDefinition {
  readonly columns: Columns;
  readonly safeParse: (value: unknown) => z.ZodSafeParseResult<RowOfColumns<Columns>>;
}

function sheet<Columns extends SheetColumns>(
  columns: Columns,
  rest: {
    readonly key: readonly (keyof Columns & string)[];
    readonly shown: readonly (keyof Columns & string)[];
    readonly staleAfterMonths: number | null;
    readonly figure?: keyof Columns & string;
  },
): TypedSheet<Columns> {
  const schema = rowSchema(columns);
  return { figure: null, ...rest, columns, safeParse: (value) => schema.safeParse(value) };
}

const parameters = sheet(PARAMETER_COLUMNS, {
  key: ['symbol'],
  shown: ['name', 'symbol', 'low', 'base', 'high', 'unit'],
  staleAfterMonths: 36,
});

/** By the name of the file, without `.json`. */
export const SHEETS = {
  gpus: sheet(GPU_COLUMNS, {
    key: ['name'],
    shown: [
      'name',
      'segment',
      'memory_gb',
      'memory_bandwidth_gbs',
      'tdp_w',
      'fp16_fp32acc_tflops_dense',
      'msrp_usd',
    ],
    // Peak figures of a card do not age.
    staleAfterMonths: null,
  }),
  cloud_gpu_prices: sheet(CLOUD_GPU_COLUMNS, {
    key: ['provider', 'instance_type', 'gpu_memory_gb', 'region'],
    shown: [
      'provider',
      'instance_type',
      'gpu',
      'gpu_count',
      'region',
      'on_demand_usd_per_h',
      'spot_usd_per_h',
      'tier',
    ],
    staleAfterMonths: 12,
  }),
  cloud_cpu_prices: sheet(CLOUD_CPU_COLUMNS, {
    key: ['provider', 'instance_type', 'region'],
    shown: [
      'provider',
      'instance_type',
      'vcpus',
      'ram_gb',
      'region',
      'on_demand_usd_per_h',
      'spot_usd_per_h',
    ],
    staleAfterMonths: 18,
  }),
  api_prices: sheet(API_PRICE_COLUMNS, {
    key: ['provider', 'model'],
    shown: [
      'model',
      'provider',
      'input_usd_per_mtok',
      'cached_input_usd_per_mtok',
      'output_usd_per_mtok',
      'context_window',
      'quality_index',
    ],
    staleAfterMonths: 6,
  }),
  api_price_history: sheet(API_PRICE_HISTORY_COLUMNS, {
    key: ['provider', 'model', 'date'],
    shown: [
      'model',
      'provider',
      'event',
      'date',
      'input_usd_per_mtok',
      'output_usd_per_mtok',
      'blended_3to1_usd_per_mtok',
      'mmlu',
    ],
    // What a model cost then stays true.
    staleAfterMonths: null,
  }),
  electricity_prices: sheet(ELECTRICITY_COLUMNS, {
    key: ['region'],
    shown: [
      'region',
      'iso2',
      'price_small_business_usd_per_kwh',
      'price_business_usd_per_kwh',
      'price_large_industrial_usd_per_kwh',
      'carbon_g_per_kwh',
    ],
    staleAfterMonths: 24,
  }),
  model_parameters: parameters,
  run_parameters: parameters,
  market_parameters: parameters,
  application_archetypes: sheet(APPLICATION_COLUMNS, {
    key: ['id'],
    shown: [
      'name',
      'domain',
      'input_tokens',
      'output_tokens',
      'value_usd_per_1000',
      'capability_class',
    ],
    staleAfterMonths: null,
  }),
  rental_terms: sheet(RENTAL_TERMS_COLUMNS, {
    key: ['provider'],
    shown: ['provider', 'grain_s', 'worst_grain_s', 'minimum_s', 'minimum_usd'],
    staleAfterMonths: null,
  }),
  rental_exclusions: sheet(RENTAL_EXCLUSION_COLUMNS, {
    key: ['provider', 'instance_prefix'],
    shown: ['provider', 'instance_prefix', 'reason'],
    staleAfterMonths: null,
  }),
  exchange_rates: sheet(EXCHANGE_RATE_COLUMNS, {
    key: ['currency'],
    shown: ['currency', 'local_per_usd'],
    staleAfterMonths: 6,
    figure: 'local_per_usd',
  }),
  vat_rates: sheet(VAT_RATE_COLUMNS, {
    key: ['country'],
    shown: ['country', 'rate'],
    staleAfterMonths: 36,
    figure: 'rate',
  }),
} as const;

export type SheetName = keyof typeof SHEETS;
export const SHEET_NAMES = Object.keys(SHEETS) as readonly SheetName[];
/** The row of a sheet: `SheetRow<'gpus'>` is a card. */
export type SheetRow<Name extends SheetName> = RowOfColumns<(typeof SHEETS)[Name]['columns']> & {
  /** Of rows that a calculation works with. */
  readonly place?: RowPlace;
};

/** Where a row stands, and which of its figures are the user's own. */
export interface RowPlace {
  readonly sheet: SheetName;
  /** As `rowKey` gives it. */
  readonly row: string;
  /** By column. */
  readonly own: Readonly<Record<string, { readonly note: string; readonly setOn: string }>>;
}

export type GpuRow = SheetRow<'gpus'>;
export type CloudGpuRow = SheetRow<'cloud_gpu_prices'>;
export type CloudCpuRow = SheetRow<'cloud_cpu_prices'>;
export type ApiPriceRow = SheetRow<'api_prices'>;
export type ApiPriceHistoryRow = SheetRow<'api_price_history'>;
export type ElectricityRow = SheetRow<'electricity_prices'>;
export type ParameterRow = SheetRow<'model_parameters'>;
export type ApplicationRow = SheetRow<'application_archetypes'>;

type Dated = 'source' | 'as_of' | 'confidence' | 'place';

/* What the cost of a run reads of a row. */
export type ElectricityPrice = Pick<
  ElectricityRow,
  | 'region'
  | 'iso2'
  | 'price_small_business_usd_per_kwh'
  | 'price_business_usd_per_kwh'
  | 'price_large_industrial_usd_per_kwh'
  | 'carbon_g_per_kwh'
  | 'carbon_as_of'
  | 'carbon_source'
  | Dated
>;
export type CpuInstance = Omit<CloudCpuRow, 'as_of_precision' | 'notes'>;
export type GpuInstance = Omit<
  CloudGpuRow,
  | 'vcpus'
  | 'ram_gb'
  | 'on_demand_usd_per_gpu_h'
  | 'spot_usd_per_gpu_h'
  | 'as_of_precision'
  | 'notes'
>;
export type GpuCard = Pick<
  GpuRow,
  'name' | 'memory_gb' | 'memory_bandwidth_gbs' | 'tdp_w' | 'fp32_tflops' | Dated
>;
export type RentalTerms = Omit<SheetRow<'rental_terms'>, 'notes'>;
type RentalExclusion = Omit<SheetRow<'rental_exclusions'>, 'notes'>;
export type Parameter = Omit<ParameterRow, 'notes'>;

/** Figures that the cost of a run needs, each with low ≤ base ≤ high. */
export const RUN_PARAMETERS = [
  'cores_per_vcpu',
  'startup_minutes_cpu',
  'startup_minutes_gpu',
  'machine_base_watts',
  'watts_per_busy_core',
  'MFU',
] as const;
export type RunParameterName = (typeof RUN_PARAMETERS)[number];

export interface RangedParameter extends Parameter {
  readonly low: number;
  readonly base: number;
  readonly high: number;
}

/** All sheets that the cost of a run is worked out from. */
export interface FactSheets {
  readonly electricity: readonly ElectricityPrice[];
  readonly vatRates: readonly SheetRow<'vat_rates'>[];
  readonly cpuInstances: readonly CpuInstance[];
  readonly gpuInstances: readonly GpuInstance[];
  readonly gpus: readonly GpuCard[];
  readonly rentalTerms: readonly RentalTerms[];
  readonly rentalExclusions: readonly RentalExclusion[];
  readonly parameters: Readonly<Record<RunParameterName, RangedParameter>>;
}

/** Every sheet whole, for deciding between owning, renting and calling an API. */
export type AllSheets = { readonly [Name in SheetName]: readonly SheetRow<Name>[] };
