import { z } from 'zod';
import type {
  CostBasis,
  CostEstimate,
  CostLine,
  FigureSource,
  RunCost,
} from '../../cost/run-cost.ts';
import { sheetName } from './prices.ts';
import { energySource } from './run.ts';
import { schemaOf } from './schema-of.ts';

export const figureSource = schemaOf<FigureSource>()(
  z
    .object({
      source: z
        .string()
        .describe('Of a figure that the user put in a sheet: their note, else `prices`.'),
      asOf: z
        .string()
        .nullable()
        .describe('As the source gives it: `2026-08`, `2026-08-01`; the day of an own figure.'),
      kind: z.enum(['measured', 'sheet', 'user', 'assumption']),
      place: z
        .object({ sheet: sheetName, row: z.string() })
        .exactOptional()
        .describe('The row of a sheet that it stands in.'),
    })
    .meta({ id: 'FigureSource' }),
);

const costLine = schemaOf<CostLine>()(
  z
    .object({
      item: z.enum(['electricity', 'hardware', 'instance-hours', 'start-up', 'billing-grain']),
      quantity: z.number(),
      unit: z.enum(['kWh', 'h']),
      unitPriceUsd: z.number(),
      amountUsd: z.number(),
      source: figureSource,
    })
    .meta({ id: 'CostLine', description: 'Quantity × unit price = amount.' }),
);

export const costBasis = schemaOf<CostBasis>()(
  z
    .object({
      key: z.string(),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
      source: figureSource.nullable(),
    })
    .meta({ id: 'CostBasis', description: 'Something an estimate rests on.' }),
);

const costEstimate = schemaOf<CostEstimate>()(
  z
    .object({
      id: z.string(),
      kind: z.enum(['own', 'rent']),
      name: z.string(),
      region: z.string().nullable(),
      device: z.enum(['cpu', 'gpu']),
      measured: z.boolean(),
      lowUsd: z.number(),
      highUsd: z.number(),
      lowSeconds: z.number(),
      highSeconds: z.number(),
      lines: z.array(costLine),
      basis: z.array(costBasis),
    })
    .meta({ id: 'CostEstimate' }),
);

export const runCost = schemaOf<RunCost>()(
  z
    .object({
      usd: z.number(),
      seconds: z.number(),
      energy: z.object({
        kwh: z.number(),
        source: energySource,
        basis: z.string(),
        watts: z.number(),
      }),
      tariff: z.object({
        usdPerKwh: z.number(),
        region: z.string().nullable(),
        source: figureSource,
      }),
      carbonKg: z.number().nullable(),
      carbonSource: figureSource.nullable(),
      own: costEstimate,
      rented: z.array(costEstimate),
      oldestAsOf: z.string().nullable(),
    })
    .meta({ id: 'RunCost', description: 'All money in USD.' }),
);
