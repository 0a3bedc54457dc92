import { z } from 'zod';
import { ENGINE_IDS } from '../../training/engines.ts';
import { BENCH_PEERS, type BenchReport, type PeerFigures } from '../bench-report.ts';
import { appError } from './errors.ts';
import { schemaOf } from './schema-of.ts';
import { count } from './values.ts';

const peerFigures = schemaOf<PeerFigures>()(
  z
    .union([
      z.object({
        samplesPerSecond: z.number(),
        ratio: z.number().describe('Times as fast as the peer: median over the rounds.'),
        mode: z.string(),
      }),
      z.object({ absent: appError.describe('Why the peer did not run.') }),
    ])
    .meta({ id: 'PeerFigures' }),
);

const benchCase = z
  .object({
    name: z.string(),
    batchSize: count,
    samplesPerSecond: z.number().describe('Through the whole train loop, median of the rounds.'),
    gflops: z.number().describe('By the custom: three times the forward pass.'),
    peakShare: z.number().nullable().describe('Of `gemmPeakGflops`.'),
    sessionMs: z.number().describe("What making the training graph's session took."),
    stepsPerCall: count.describe('Optimiser updates of one call of the runtime, in the end.'),
    handoverShare: z
      .number()
      .nullable()
      .describe("Of a call's time, what handing over takes; null where all are as long."),
    callShare: z
      .number()
      .describe('Of the time measured, what calls took: validation and checkpoints are the rest.'),
    rounds: count,
    disturbed: z.boolean().describe('Whether other programs disturbed every round.'),
    peers: z.record(z.enum(BENCH_PEERS), peerFigures),
  })
  .meta({ id: 'BenchCase' });

const mean = z.number().nullable();

export const benchReport = schemaOf<BenchReport>()(
  z
    .object({
      machine: z.object({
        cpuModel: z.string(),
        cpuCores: count,
        memoryBytes: count,
        platform: z.string(),
      }),
      engine: z.enum(ENGINE_IDS),
      runtime: z.string().describe('Package and version of what trained here.'),
      device: z.object({
        kind: z.enum(['cpu', 'gpu']),
        name: z.string(),
        driver: z.string().nullable(),
        memoryBytes: count.nullable(),
      }),
      pytorch: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
        .nullable()
        .describe('Version, device and settings of PyTorch; null where it did not run.'),
      gemmPeakGflops: z
        .number()
        .nullable()
        .describe('Best matrix product of the engine, 1e9 FLOP/s; null where it runs none.'),
      cases: z.array(benchCase),
      geometricMeans: z
        .record(z.enum(BENCH_PEERS), mean)
        .describe('Of the ratios; null where the peer ran no case.'),
    })
    .meta({ id: 'BenchReport' }),
);
