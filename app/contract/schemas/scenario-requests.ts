import { z } from 'zod';
import type { ResolveContext } from '../../cost/decision/resolve-context.ts';
import type { StoredMarketScenario, StoredScenario } from '../scenarios.ts';
import { settings } from './machine.ts';
import { marketScenario } from './market.ts';
import { scenario } from './scenario.ts';
import { schemaOf } from './schema-of.ts';
import { placedRow } from './sheet-row.ts';
import { count, instant, scenarioId } from './values.ts';

export const storedScenario = schemaOf<StoredScenario>()(
  z
    .object({
      id: scenarioId,
      scenario,
      version: count.describe('Counts from 1; none is ever overwritten.'),
      createdAt: instant,
      changedAt: instant,
    })
    .meta({ id: 'StoredScenario' }),
);

export const storedMarketScenario = schemaOf<StoredMarketScenario>()(
  z
    .object({
      id: scenarioId,
      scenario: marketScenario,
      version: count.describe('Counts from 1; none is ever overwritten.'),
      createdAt: instant,
      changedAt: instant,
    })
    .meta({ id: 'StoredMarketScenario' }),
);

export const resolveContext = schemaOf<ResolveContext>()(
  z
    .object({
      sheets: z
        .object({
          gpus: z.array(placedRow('gpus')),
          cloud_gpu_prices: z.array(placedRow('cloud_gpu_prices')),
          cloud_cpu_prices: z.array(placedRow('cloud_cpu_prices')),
          api_prices: z.array(placedRow('api_prices')),
          electricity_prices: z.array(placedRow('electricity_prices')),
          model_parameters: z.array(placedRow('model_parameters')),
          run_parameters: z.array(placedRow('run_parameters')),
          rental_exclusions: z.array(placedRow('rental_exclusions')),
          rental_terms: z.array(placedRow('rental_terms')),
          exchange_rates: z.array(placedRow('exchange_rates')),
          vat_rates: z.array(placedRow('vat_rates')),
        })
        .describe('Rows of the sheets, as `prices list` shows them, each with its place.'),
      settings: settings.pick({
        tariffRegion: true,
        tariffUsdPerKwh: true,
        vat: true,
        currency: true,
        machinePriceUsd: true,
      }),
      localeCountry: z.string().nullable(),
      today: z.string(),
      serving: z
        .object({
          name: z.string(),
          inputTokensPerSecond: z.number(),
          outputTokensPerSecond: z.number(),
          concurrency: z.number(),
          busyWatts: z.number().nullable(),
          answerSecondsP95: z.number().nullable(),
          measuredAt: z.string(),
        })
        .nullable(),
      run: z
        .object({
          name: z.string(),
          kwh: z.number(),
          device: z.enum(['cpu', 'gpu']),
          cores: z.number(),
          gemmGflops: z.number().nullable(),
          measuredAt: z.string(),
          seconds: z.number(),
          samplesPerSecond: z.number(),
          flopsPerSample: z.number(),
          parameters: z.number(),
          batchSize: z.number(),
        })
        .nullable(),
      declines: z
        .array(
          z.object({
            qualityFloor: z.number(),
            low: z.number(),
            base: z.number(),
            high: z.number(),
            source: z.string(),
            asOf: z.string(),
          }),
        )
        .describe('How fast prices of each quality are expected to fall, from dated prices.'),
    })
    .meta({ id: 'ResolveContext', description: 'What scenarios are resolved against.' }),
);
