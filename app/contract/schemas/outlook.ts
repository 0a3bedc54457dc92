import { z } from 'zod';
import { OPTION_KINDS } from '../../cost/decision/decision.ts';
import { INPUT_IDS, type InputId } from '../../cost/decision/inputs.ts';
import type { DecisionGrid, OptionBand, Outlook } from '../../cost/outlook/outlook.ts';
import type { Distribution } from '../../cost/uncertainty/distribution.ts';
import { schemaOf } from './schema-of.ts';

const optionKind = z.enum(OPTION_KINDS);
const inputId = z.enum(INPUT_IDS as readonly [InputId, ...InputId[]]);
const count = z.number().int().nonnegative();

const distribution = schemaOf<Distribution>()(
  z
    .object({
      mean: z.number(),
      standardError: z.number(),
      p5: z.number(),
      p10: z.number(),
      p50: z.number(),
      p90: z.number(),
      p95: z.number(),
    })
    .meta({ id: 'Distribution', description: 'Over all draws that have the figure.' }),
);

const byMonth = z.array(z.number().nullable());

const optionBand = schemaOf<OptionBand>()(
  z
    .object({ option: optionKind, p10: byMonth, p50: byMonth, p90: byMonth })
    .meta({ id: 'OptionBand', description: 'Cumulative cost from month 0, by quantile.' }),
);

/** How sure a decision is. */
export const outlook = schemaOf<Outlook>()(
  z
    .object({
      draws: count,
      seed: z.number().int(),
      ended: z.enum(['standard-error', 'draws']),
      options: z.array(
        z.object({
          option: optionKind,
          cheapestShare: z.number().describe('Of all draws; with the weights, where they are set.'),
          cheapestStandardError: z.number(),
          possibleShare: z.number(),
          usd: distribution.nullable(),
        }),
      ),
      differences: z.array(
        z
          .object({ option: optionKind, other: optionKind, usd: distribution.nullable() })
          .describe('What `other` costs more than `option`.'),
      ),
      payback: z
        .object({
          probability: z.number(),
          standardError: z.number(),
          netPresentValueUsd: distribution.nullable(),
          fasterThanBreakEvenProbability: z
            .number()
            .nullable()
            .describe('That prices fall faster than k*.'),
        })
        .nullable(),
      tornados: z
        .array(
          z.object({
            option: optionKind,
            against: optionKind
              .nullable()
              .describe('Then the figure is what `against` costs more than `option`.'),
            baseUsd: z.number(),
            bars: z.array(
              z.object({
                input: inputId,
                low: z.number(),
                high: z.number(),
                usdAtLow: z.number().nullable(),
                usdAtHigh: z.number().nullable(),
                swingUsd: z.number().nullable(),
                elasticity: z.number().nullable(),
              }),
            ),
          }),
        )
        .describe('USD of a level month.'),
      bands: z.array(optionBand),
    })
    .meta({ id: 'Outlook', description: 'Present values over the horizon, USD.' }),
);

/** A heat map of two inputs. */
export const decisionGrid = schemaOf<DecisionGrid>()(
  z
    .object({
      across: z.object({ input: inputId, values: z.array(z.number()) }),
      up: z.object({ input: inputId, values: z.array(z.number()) }),
      cheapest: z
        .array(optionKind.nullable())
        .describe('`[row · columns + column]`; with the weights, where they are set.'),
      usd: z
        .record(optionKind, z.array(z.number().nullable()))
        .describe('Of a level month; null where the option cannot do the work.'),
    })
    .meta({ id: 'DecisionGrid', description: 'The cheapest way over two inputs.' }),
);
