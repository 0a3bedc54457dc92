import { z } from 'zod';

/*
 * Rows of `resources/facts/*.json`, with the field names of the sheets.
 * Only what the cost model reads is named here; a sheet may hold more.
 */

/** Whether a figure was read at its source, remembered, or chosen by us because nobody publishes it. */
const confidence = z.enum(['read', 'recalled', 'assumed']);
/** A day, month or year: what is not known is left out, so that shorter is earlier in text order. */
const asOf = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'a date like 2026, 2026-08 or 2026-08-21');
const amount = z.number().nonnegative();
const positive = z.number().positive();
const name = z.string().min(1);

/** Price and carbon of electricity in one region; prices come without VAT. */
export const electricityPriceSchema = z.object({
  region: name,
  iso2: name.nullable(),
  price_small_business_usd_per_kwh: positive.nullable(),
  price_business_usd_per_kwh: positive.nullable(),
  price_large_industrial_usd_per_kwh: positive.nullable(),
  carbon_g_per_kwh: amount.nullable(),
  carbon_as_of: asOf.nullable(),
  carbon_source: name.nullable(),
  source: name,
  as_of: asOf,
  confidence,
});
export type ElectricityPrice = z.infer<typeof electricityPriceSchema>;

/** A rented machine without an accelerator. A price of 0 means unknown. */
export const cpuInstanceSchema = z.object({
  provider: name,
  instance_type: name,
  vcpus: z.number().int().positive(),
  ram_gb: positive,
  region: name.nullable(),
  on_demand_usd_per_h: amount.nullable(),
  spot_usd_per_h: amount.nullable(),
  source: name,
  as_of: asOf,
  confidence,
});
export type CpuInstance = z.infer<typeof cpuInstanceSchema>;

/** A rented machine with `gpu_count` cards. A price of 0 means unknown. */
export const gpuInstanceSchema = z.object({
  provider: name,
  instance_type: name,
  gpu: name,
  gpu_count: z.number().int().positive(),
  gpu_memory_gb: positive,
  region: name.nullable(),
  on_demand_usd_per_h: amount.nullable(),
  spot_usd_per_h: amount.nullable(),
  tier: name,
  source: name,
  as_of: asOf,
  confidence,
});
export type GpuInstance = z.infer<typeof gpuInstanceSchema>;

/** Peak figures of a card, dense. */
export const gpuCardSchema = z.object({
  name,
  memory_gb: positive,
  memory_bandwidth_gbs: positive,
  tdp_w: positive.nullable(),
  fp32_tflops: positive.nullable(),
  source: name,
  as_of: asOf,
  confidence,
});
export type GpuCard = z.infer<typeof gpuCardSchema>;

/** How a provider bills; provider `*` stands for every provider without a row of its own. */
export const rentalTermsSchema = z.object({
  provider: name,
  /** Usage is rounded up to a multiple of this, seconds; the worst differs where terms are not known. */
  grain_s: positive,
  worst_grain_s: positive,
  /** The least that is billed: a time, and an amount where the provider names one. */
  minimum_s: amount,
  minimum_usd: amount.nullable(),
  source: name,
  as_of: asOf,
  confidence,
});
export type RentalTerms = z.infer<typeof rentalTermsSchema>;

/** Offers that a comparison leaves out, by provider and start of the instance type (`''`: all). */
export const rentalExclusionSchema = z.object({
  provider: name,
  instance_prefix: z.string(),
  reason: name,
  source: name,
  as_of: asOf,
  confidence,
});
type RentalExclusion = z.infer<typeof rentalExclusionSchema>;

/** An adjustable figure with its range. */
export const parameterSchema = z.object({
  name,
  symbol: name,
  low: z.number().nullable(),
  base: z.number().nullable(),
  high: z.number().nullable(),
  unit: name,
  source: name,
  as_of: asOf,
  confidence,
});
export type Parameter = z.infer<typeof parameterSchema>;

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
  readonly cpuInstances: readonly CpuInstance[];
  readonly gpuInstances: readonly GpuInstance[];
  readonly gpus: readonly GpuCard[];
  readonly rentalTerms: readonly RentalTerms[];
  readonly rentalExclusions: readonly RentalExclusion[];
  readonly parameters: Readonly<Record<RunParameterName, RangedParameter>>;
}
