import type { RunCostInputs } from '../cost/estimate-run.ts';
import type {
  CpuInstance,
  ElectricityPrice,
  FactSheets,
  GpuCard,
  GpuInstance,
  RangedParameter,
} from '../cost/fact-sheets.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';

const DATED = { source: 'a price list', as_of: '2026-08', confidence: 'read' } as const;

export function electricityPrice(changes: Partial<ElectricityPrice> = {}): ElectricityPrice {
  return {
    ...DATED,
    region: 'United States',
    iso2: 'US',
    price_small_business_usd_per_kwh: 0.12,
    price_business_usd_per_kwh: null,
    price_large_industrial_usd_per_kwh: 0.08,
    carbon_g_per_kwh: 400,
    carbon_as_of: '2025',
    carbon_source: 'a grid operator',
    ...changes,
  };
}

export function cpuInstance(changes: Partial<CpuInstance> = {}): CpuInstance {
  return {
    ...DATED,
    provider: 'Second Cloud',
    instance_type: 'four',
    vcpus: 4,
    ram_gb: 16,
    region: 'north',
    on_demand_usd_per_h: 0.1,
    spot_usd_per_h: null,
    ...changes,
  };
}

export function gpuInstance(changes: Partial<GpuInstance> = {}): GpuInstance {
  return {
    ...DATED,
    provider: 'Second Cloud',
    instance_type: 'one-l4',
    gpu: 'L4',
    gpu_count: 1,
    gpu_memory_gb: 24,
    region: null,
    on_demand_usd_per_h: 1,
    spot_usd_per_h: null,
    tier: 'on-demand',
    ...changes,
  };
}

export function gpuCard(changes: Partial<GpuCard> = {}): GpuCard {
  return {
    ...DATED,
    name: 'L4',
    memory_gb: 24,
    memory_bandwidth_gbs: 100,
    tdp_w: 72,
    fp32_tflops: 10,
    ...changes,
  };
}

function parameter(low: number, base: number, high: number): RangedParameter {
  return { ...DATED, name: 'a figure', symbol: 's', unit: 'units', low, base, high };
}

/** Small sheets with round numbers; `Second Cloud` bills by the second, at least a minute. */
export function factSheets(changes: Partial<FactSheets> = {}): FactSheets {
  return {
    electricity: [
      electricityPrice(),
      electricityPrice({ region: 'Germany', iso2: 'DE', price_small_business_usd_per_kwh: 0.3 }),
    ],
    vatRates: [],
    cpuInstances: [cpuInstance()],
    gpuInstances: [gpuInstance()],
    gpus: [gpuCard()],
    rentalTerms: [
      {
        ...DATED,
        provider: '*',
        grain_s: 1,
        worst_grain_s: 3600,
        minimum_s: 60,
        minimum_usd: null,
      },
      {
        ...DATED,
        provider: 'Second Cloud',
        grain_s: 1,
        worst_grain_s: 1,
        minimum_s: 60,
        minimum_usd: null,
      },
    ],
    rentalExclusions: [],
    parameters: {
      cores_per_vcpu: parameter(0.5, 0.5, 1),
      startup_minutes_cpu: parameter(1, 2, 5),
      startup_minutes_gpu: parameter(2, 5, 15),
      machine_base_watts: parameter(10, 30, 60),
      watts_per_busy_core: parameter(3.7, 7.6, 12),
      MFU: parameter(0.2, 0.4, 0.55),
    },
    ...changes,
  };
}

/** An hour on a two-core machine at half its matrix-multiplication peak. */
export function runCostInputs(changes: Partial<RunCostInputs> = {}): RunCostInputs {
  return {
    seconds: 3600,
    samplesPerSecond: 10_000,
    flopsPerSample: 5e6,
    parameters: 1e6,
    batchSize: 100,
    energy: null,
    machine: { name: 'Two cores', cores: 2, gemmGflops: 100 },
    settings: DEFAULT_SETTINGS,
    localeCountry: null,
    sheets: factSheets(),
    today: '2026-11-23',
    ...changes,
  };
}
