import type { ResolveContext } from '../cost/decision/resolve-context.ts';
import { NO_CHOICES, NO_WEIGHTS, type Scenario } from '../cost/decision/scenario.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';

/** A context whose sheets hold one tariff and nothing else: every figure is given by hand. */
export function bareContext(changes: Partial<ResolveContext> = {}): ResolveContext {
  return {
    sheets: {
      gpus: [],
      cloud_gpu_prices: [],
      cloud_cpu_prices: [],
      api_prices: [],
      electricity_prices: [
        {
          region: 'United States',
          iso2: 'US',
          level: 'country',
          price_small_business_usd_per_kwh: 0.12,
          price_business_usd_per_kwh: null,
          price_large_industrial_usd_per_kwh: null,
          currency: 'USD',
          price_local_per_kwh: {},
          fx_usd_per_local: 1,
          carbon_g_per_kwh: 400,
          carbon_as_of: '2025',
          carbon_source: 'a grid operator',
          carbon_alt_g_per_kwh: null,
          carbon_alt_as_of: null,
          carbon_alt_source: null,
          source: 'a price list',
          as_of: '2026-08',
          confidence: 'read',
          derived_fields: [],
          recalled_fields: [],
          notes: null,
        },
      ],
      model_parameters: [],
      run_parameters: [],
      rental_exclusions: [],
      rental_terms: [],
      exchange_rates: [],
      vat_rates: [],
    },
    settings: DEFAULT_SETTINGS,
    localeCountry: null,
    today: '2026-11-26',
    serving: null,
    run: null,
    declines: [],
    ...changes,
  };
}

type Inputs = Scenario['inputs'];

/** Figures by hand, each certain. */
export function certainInputs(values: Readonly<Record<string, number>>): Inputs {
  return Object.fromEntries(
    Object.entries(values).map(([id, base]) => [id, { base, low: base, high: base }]),
  );
}

/** Worked examples 1, 2 and 6 of COST_MODEL as one scenario: 2,000 M tokens a month of an 8B model. */
export function workedScenario(changes: Readonly<Record<string, number>> = {}): Scenario {
  const tokens = 2048 / 0.875;
  return {
    version: 1,
    name: 'COST_MODEL §10',
    work: 'serving',
    region: null,
    currency: 'USD',
    start: '2026-01',
    choices: NO_CHOICES,
    weights: NO_WEIGHTS,
    inputs: certainInputs({
      // Three quarters prompt, and a mean context of 2,048 tokens: the prompt and half the answer.
      'work.inputTokens': 0.75 * tokens,
      'work.outputTokens': 0.25 * tokens,
      'work.requestsPerDay': (2000e6 / tokens) * (24 / 730),
      'work.growthPerYear': 0,
      'work.peakFactor': 1,
      'model.denseParameters': 8.03e9,
      'model.layers': 32,
      'model.kvHeads': 8,
      'model.headSize': 128,
      'model.concurrency': 8,
      'model.overheadGb': 0,
      'reach.memory': 0.7,
      'reach.prefill': 0.5,
      'reach.decode': 0.4,
      'own.gpus': 2,
      'own.gpusPerCopy': 1,
      'own.gpuPriceUsd': 1599,
      'own.hostPriceUsd': 2200,
      'own.yearsKept': 4,
      'own.resaleShare': 0.3,
      'own.gpuWatts': 450,
      'own.loadShare': 0.85,
      'own.idleShare': 0.06,
      'own.hostBusyWatts': 150,
      'own.hostIdleWatts': 80,
      'own.pue': 1.25,
      'own.adminHoursPerMonth': 3,
      'own.repairShare': 0.02,
      'own.gpuMemoryGb': 24,
      'own.gpuGigabytesPerSecond': 1008,
      'own.gpuTflops': 165,
      'own.maxUtilisation': 1,
      'energy.usdPerKwh': 0.2938,
      'finance.discountRate': 0.08,
      'finance.wageUsdPerHour': 40,
      'market.apiDeclinePerYear': 0,
      'api.inputUsdPerMtok': 0.2,
      'api.cachedUsdPerMtok': 0.02,
      'api.outputUsdPerMtok': 1.2,
      'api.cacheHitShare': 0,
      'api.outputMultiplier': 1,
      'api.adminHoursPerMonth': 0,
      ...changes,
    }),
  };
}
