import { z } from 'zod';
import type { BenchReport, PeerFigures } from '../bench-report.ts';
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
    peakShare: z.number().describe('Of `gemmPeakGflops`.'),
    sessionMs: z.number().describe("What making the training graph's session took."),
    rounds: count,
    disturbed: z.boolean().describe('Whether other programs disturbed every round.'),
    peers: z.object({
      'pytorch-eager': peerFigures,
      'pytorch-best': peerFigures,
      'tfjs-node': peerFigures,
    }),
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
      gemmPeakGflops: z.number().describe('Best matrix product of ONNX Runtime, 1e9 FLOP/s.'),
      cases: z.array(benchCase),
      geometricMeans: z
        .object({ 'pytorch-eager': mean, 'pytorch-best': mean, 'tfjs-node': mean })
        .describe('Of the ratios; null where the peer ran no case.'),
    })
    .meta({ id: 'BenchReport' }),
);
