import { z } from 'zod';
import {
  INPUT_COUNTS,
  type LatencySummary,
  type MeasuredLevel,
  type Measurement,
  type MeasurementProgress,
  OUTPUT_COUNTS,
  PROCESSOR_COUNTERS,
  REQUEST_FAILURES,
  SERVING_APIS,
  type ServingLoad,
} from '../../cost/measurement/measurement.ts';
import { appError } from './errors.ts';
import { energySource } from './run.ts';
import { schemaOf } from './schema-of.ts';
import { count, instant, measurementId } from './values.ts';

export const servingApi = z.enum(SERVING_APIS);

/** Types only: ranges are the load's rules (`meter/load-invalid`). */
export const servingLoad = schemaOf<ServingLoad>()(
  z
    .strictObject({
      promptTokens: z.number(),
      answerTokens: z.number(),
      sharedTokens: z.number().describe('Tokens at the start of every prompt that all share.'),
      concurrencies: z.array(z.number()).max(100),
      requests: z.number().describe('Most of each concurrency.'),
      seconds: z.number().describe('A concurrency begins no request after so long.'),
      timeoutSeconds: z.number().describe('Of one request.'),
    })
    .meta({ id: 'ServingLoad', description: 'What a measured server is asked, and how much.' }),
);

const latencySummary = schemaOf<LatencySummary>()(
  z
    .object({
      count,
      mean: z.number(),
      p50: z.number(),
      p95: z.number(),
      p99: z.number(),
      max: z.number(),
    })
    .meta({
      id: 'LatencySummary',
      description:
        'Seconds. A quantile p of n values is interpolated linearly at position (n − 1)p of their ascending order.',
    }),
);

const measuredLevel = schemaOf<MeasuredLevel>()(
  z
    .object({
      concurrency: count,
      seconds: z.number(),
      fullSeconds: z.number().describe('Time in which every place was busy: rates are over it.'),
      requests: count.describe('Whole answers.'),
      failures: z.partialRecord(z.enum(REQUEST_FAILURES), count),
      inputTokens: z.number(),
      outputTokens: z.number(),
      inputCount: z.enum(INPUT_COUNTS),
      outputCount: z
        .enum(OUTPUT_COUNTS)
        .describe('`chunks`: the server does not count; a chunk can hold several tokens.'),
      requestsPerSecond: z.number(),
      inputTokensPerSecond: z.number(),
      outputTokensPerSecond: z.number(),
      timeToFirstToken: latencySummary.nullable(),
      interTokenLatency: latencySummary.nullable(),
      endToEnd: latencySummary.nullable(),
      energy: z
        .object({ kwh: z.number(), source: energySource, watts: z.number() })
        .nullable()
        .describe('Null where nothing can be read, or the server is another machine.'),
    })
    .meta({ id: 'MeasuredLevel', description: 'What one concurrency gave.' }),
);

export const measurement = schemaOf<Measurement>()(
  z
    .object({
      id: measurementId,
      name: z.string(),
      startedAt: instant,
      endedAt: instant,
      cutShortBy: appError.nullable().describe('Why levels are missing; null of a whole one.'),
      server: z.object({
        url: z.string(),
        api: servingApi,
        model: z.string(),
        software: z.string().nullable(),
        version: z.string().nullable(),
      }),
      load: servingLoad,
      machine: z
        .object({
          hasServer: z.boolean().describe('Whether the server ran on it, too.'),
          trainingRuns: count.describe('Runs that trained on it meanwhile.'),
          processorCounter: z
            .enum(PROCESSOR_COUNTERS)
            .optional()
            .describe('Whether its processor’s energy counter could be read.'),
          cpuModel: z.string(),
          cpuCores: count,
          memoryBytes: count,
          gpu: z.string().nullable(),
          platform: z.string(),
          hearthVersion: z.string(),
        })
        .describe('The machine that measured.'),
      levels: z.array(measuredLevel),
    })
    .meta({ id: 'Measurement', description: 'What a server of language models did under load.' }),
);

export const measurementProgress = schemaOf<MeasurementProgress>()(
  z
    .object({
      token: z.string(),
      url: z.string(),
      phase: z.enum(['connecting', 'warm-up', 'sweep']),
      level: z
        .object({
          concurrency: count,
          requests: count,
          plannedRequests: count,
          failures: count,
          seconds: z.number(),
          plannedSeconds: z.number(),
          outputTokens: z.number(),
        })
        .nullable(),
      concurrencies: z.array(z.number()),
      finished: z.array(measuredLevel),
    })
    .meta({ id: 'MeasurementProgress' }),
);
