import { z } from 'zod';
import type { Band } from '../../cost/uncertainty/bands.ts';
import { FORECAST_SCENARIOS } from '../../market/forecast.ts';
import type { MarketFacts } from '../../market/lab.ts';
import { LAB_PARAMETER_IDS } from '../../market/market-parameters.ts';
import {
  CAPABILITY_CLASS_IDS,
  DEFAULT_MARKET_SCENARIO,
  MAX_DRAWS,
  MAX_YEARS,
  type MarketScenario,
} from '../../market/scenario.ts';
import { CUT_BOUNDS } from '../../market/simulate-market.ts';
import { schemaOf } from './schema-of.ts';
import { placedRow } from './sheet-row.ts';
import { nameText } from './values.ts';

const day = z
  .string()
  .refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && isDay(value), 'date')
  .describe('`YYYY-MM-DD`');

const scenarioParameter = z.strictObject({
  base: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  note: nameText.optional(),
});

const priceEventPlan = z.strictObject({
  date: day,
  cut: z
    .number()
    .min(CUT_BOUNDS.minimum)
    .max(CUT_BOUNDS.maximum)
    .describe('Share of the price that goes; negative for a rise.'),
  name: nameText.default(''),
});

const MAX_ENTRIES = 100;
const links = z.array(z.string().max(100)).max(MAX_ENTRIES);
const { version: _version, kind: _kind, ...defaults } = DEFAULT_MARKET_SCENARIO;

/** A scenario as people write it: what is left out has its default. */
export const marketScenario = schemaOf<MarketScenario>()(
  z
    .strictObject({
      version: z.literal(1),
      kind: z.literal('market'),
      name: nameText.default(defaults.name),
      capabilityClass: z.enum(CAPABILITY_CLASS_IDS).default(defaults.capabilityClass),
      start: day.nullable().default(null).describe('First day; null: today.'),
      years: z.int().min(1).max(MAX_YEARS).default(defaults.years),
      forecast: z.enum(FORECAST_SCENARIOS).default(defaults.forecast),
      parameters: z
        .partialRecord(z.enum(LAB_PARAMETER_IDS), scenarioParameter)
        .default({})
        .describe('Own values, by parameter of docs/market-model.md.'),
      linksOff: links.default([]).describe('Influences that are cut: `source>target`.'),
      equations: z
        .record(z.string().max(100), z.string().max(500))
        .default({})
        .describe('Equations in place of the model’s, by variable.'),
      events: z.array(priceEventPlan).max(MAX_ENTRIES).default([]),
      nextCut: z.number().min(0.01).max(0.99).default(defaults.nextCut),
      draws: z.int().min(0).max(MAX_DRAWS).default(defaults.draws),
      seed: z
        .int()
        .min(0)
        .max(2 ** 32 - 1)
        .default(defaults.seed),
    })
    .meta({ id: 'MarketScenario', description: 'What `hearth market SCENARIO.json` reads.' }),
);

export const marketFacts = schemaOf<MarketFacts>()(
  z
    .object({
      history: z.array(placedRow('api_price_history')),
      modelParameters: z.array(placedRow('model_parameters')),
      marketParameters: z.array(placedRow('market_parameters')),
      applications: z.array(placedRow('application_archetypes')),
    })
    .meta({
      id: 'MarketFacts',
      description: 'Sheets of the market lab, as they hold in this home.',
    }),
);

export const quantileBand = schemaOf<Band>()(
  z
    .object({
      p10: z.array(z.number().nullable()),
      p50: z.array(z.number().nullable()),
      p90: z.array(z.number().nullable()),
    })
    .meta({ id: 'QuantileBand', description: 'Null where no draw has the figure.' }),
);

/** Whether the calendar has the day. */
function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value;
}
