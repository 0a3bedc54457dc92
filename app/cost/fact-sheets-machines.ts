import {
  amount,
  choice,
  flag,
  orNull,
  PROVENANCE,
  positive,
  positiveInteger,
  prefix,
  text,
  texts,
} from './fact-sheets-columns.ts';

/*
 * Columns of the sheets about machines, owned and rented. Plausible bands are wide: from the
 * cheapest old card to the dearest machine of eight, with room for what is to come.
 */

/** Peak figures of a card, dense, never with sparsity; `fp16_fp32acc` accumulates in float32. */
export const GPU_COLUMNS = {
  name: text(),
  vendor: text(),
  segment: choice(['consumer', 'workstation', 'datacentre', 'unified-memory']),
  architecture: text(),
  launch_year: positiveInteger('year', 2005, 2100),
  memory_gb: positive('GB', 1, 4096),
  memory_bandwidth_gbs: positive('GB/s', 20, 100_000),
  tdp_w: orNull(positive('W', 10, 5000)),
  fp32_tflops: orNull(positive('TFLOP/s', 0.2, 5000)),
  fp16_tensor_tflops_dense: orNull(positive('TFLOP/s', 1, 50_000)),
  fp16_fp32acc_tflops_dense: orNull(positive('TFLOP/s', 1, 50_000)),
  bf16_supported: flag(),
  msrp_usd: orNull(positive('USD', 50, 100_000)),
  ...PROVENANCE,
  recalled_fields: texts(),
  derived_fields: texts(),
  notes: orNull(text()),
} as const;

/** A rented machine with `gpu_count` cards. A price of 0 means unknown. */
export const CLOUD_GPU_COLUMNS = {
  provider: text(),
  instance_type: text(),
  gpu: text(),
  gpu_count: positiveInteger('cards', 1, 256),
  gpu_memory_gb: positive('GB', 1, 4096),
  vcpus: orNull(positiveInteger('vCPU', 1, 4096)),
  ram_gb: orNull(positive('GB', 0.5, 65_536)),
  region: orNull(text()),
  on_demand_usd_per_h: orNull(amount('USD/h', 0.01, 1000)),
  spot_usd_per_h: orNull(amount('USD/h', 0.005, 1000)),
  on_demand_usd_per_gpu_h: orNull(amount('USD/GPU-h', 0.01, 100)),
  spot_usd_per_gpu_h: orNull(amount('USD/GPU-h', 0.005, 100)),
  tier: choice([
    'on-demand',
    'on-demand/spot',
    'spot',
    'marketplace',
    'median',
    'community',
    'secure',
    'production',
  ]),
  ...PROVENANCE,
  as_of_precision: orNull(text()),
  notes: orNull(text()),
} as const;

/** A rented machine without a card. A price of 0 means unknown. */
export const CLOUD_CPU_COLUMNS = {
  provider: text(),
  instance_type: text(),
  vcpus: positiveInteger('vCPU', 1, 4096),
  ram_gb: positive('GB', 0.25, 65_536),
  region: orNull(text()),
  on_demand_usd_per_h: orNull(amount('USD/h', 0.001, 200)),
  spot_usd_per_h: orNull(amount('USD/h', 0.0005, 200)),
  ...PROVENANCE,
  as_of_precision: orNull(text()),
  notes: orNull(text()),
} as const;

/** How a provider bills; provider `*` stands for every provider without a row of its own. */
export const RENTAL_TERMS_COLUMNS = {
  provider: text(),
  /** Usage is rounded up to a multiple of this; the worst differs where terms are not known. */
  grain_s: positive('s', 0.001, 86_400),
  worst_grain_s: positive('s', 0.001, 86_400),
  /** The least that is billed: a time, and an amount where the provider names one. */
  minimum_s: amount('s', 0.001, 2_678_400),
  minimum_usd: orNull(amount('USD', 0.0001, 1000)),
  ...PROVENANCE,
  notes: orNull(text()),
} as const;

/** Offers that a comparison leaves out, by provider and start of the instance type (`''`: all). */
export const RENTAL_EXCLUSION_COLUMNS = {
  provider: text(),
  instance_prefix: prefix(),
  reason: text(),
  ...PROVENANCE,
  notes: orNull(text()),
} as const;
