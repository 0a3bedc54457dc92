import { z } from 'zod';
import type { SampleNumbers } from '../../dataset/sample.ts';
import { EXPORT_FORMATS } from '../../exchange/export-formats.ts';
import { OUTPUT_READINGS } from '../../metrics/output-reading.ts';
import { ENGINE_IDS } from '../../training/engines.ts';
import { REFERENCE_NAMES } from '../../training/reference-model.ts';
import type {
  CheckpointReport,
  EngineCommand,
  EngineEvent,
  EngineMeasurement,
  EngineWork,
  EpochReport,
  MeasuredCard,
} from '../engine.ts';
import { appError } from './errors.ts';
import { exportedEnds } from './exchange.ts';
import { modelSpec, runPlan } from './model.ts';
import { checkpointKind, metricPoint, plannedExecution, runEnvironment } from './run.ts';
import { schemaOf } from './schema-of.ts';
import { count, metricValues, runId, split, texts } from './values.ts';

const path = z.string().min(1);
const sampleNumbers = z.custom<SampleNumbers>(
  (value) =>
    value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array,
);

const engineSetting = {
  engine: z.enum(ENGINE_IDS).optional(),
  threads: count,
  pack: z.object({ folder: path, environment: z.record(z.string(), z.string()) }).optional(),
  card: z.string().min(1).optional(),
  packFault: appError.optional(),
  adapter: count.optional(),
};

const engineWork = schemaOf<EngineWork>()(
  z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('train'),
        runId,
        runFolder: path,
        datasetFolder: path,
        model: modelSpec,
        plan: runPlan,
        resumeFrom: path.nullable(),
        storedEpochs: count.optional(),
        ...engineSetting,
        keepCheckpoints: count,
        tuningFolder: path.optional(),
      }),
      z.object({
        kind: z.literal('score'),
        checkpoint: path,
        datasetFolder: path,
        split,
        ...engineSetting,
      }),
      z.object({
        kind: z.literal('predict'),
        checkpoint: path,
        rows: count,
        features: sampleNumbers,
        continuation: z
          .object({ filled: count, tokens: count, temperature: z.number(), seed: count })
          .optional(),
        translation: z.object({ from: count }).optional(),
        ...engineSetting,
      }),
      z.object({
        kind: z.literal('recommend'),
        checkpoint: path,
        datasetFolder: path,
        user: count,
        count,
        includeSeen: z.boolean(),
        ...engineSetting,
      }),
      z.object({
        kind: z.literal('rank'),
        checkpoint: path,
        datasetFolder: path,
        split,
        k: count,
        mostScores: z.number().optional(),
        ...engineSetting,
      }),
      z.object({
        kind: z.literal('export'),
        checkpoint: path,
        datasetFolder: path,
        format: z.enum(EXPORT_FORMATS),
        metadata: z.record(z.string(), z.string()),
        hubLayers: path,
        tableFeatures: path,
        ...engineSetting,
      }),
      z.object({
        kind: z.literal('plan'),
        datasetFolder: path,
        model: modelSpec,
        plan: runPlan,
        ...engineSetting,
        tuningFolder: path,
      }),
      z.object({
        kind: z.literal('measure'),
        models: z.array(z.enum(REFERENCE_NAMES)),
        ...engineSetting,
      }),
    ])
    .meta({ id: 'EngineWork' }),
);

export const engineCommand = schemaOf<EngineCommand>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('start'), work: engineWork }),
    z.object({ kind: z.literal('pause') }),
    z.object({ kind: z.literal('continue') }),
    z.object({ kind: z.literal('stop') }),
  ]),
);

const checkpointReport = schemaOf<CheckpointReport>()(
  z
    .object({ file: path, epoch: count, step: count, sizeBytes: count, kind: checkpointKind })
    .meta({ id: 'CheckpointReport' }),
);

const epochReport = schemaOf<EpochReport>()(
  z
    .object({
      epoch: count,
      step: count,
      metrics: metricValues,
      trainSeconds: z.number(),
      validationSeconds: z.number(),
      samples: count,
      best: z.boolean(),
    })
    .meta({ id: 'EpochReport' }),
);

const outputReading = z.enum(OUTPUT_READINGS);

/** Typed arrays cross by structured clone; in JSON Schema they can only be named. */
const float32Array = z.custom<Float32Array>((value) => value instanceof Float32Array);
const float64Array = z.custom<Float64Array>((value) => value instanceof Float64Array);
const int32Array = z.custom<Int32Array>((value) => value instanceof Int32Array);
const uint32Array = z.custom<Uint32Array>((value) => value instanceof Uint32Array);

export const measuredPart = z.enum(['products', 'memory', ...REFERENCE_NAMES]);

export const measuredCard = schemaOf<MeasuredCard>()(
  z
    .object({
      name: z.string(),
      index: z.number().nullable().describe("In NVIDIA's list."),
      uuid: z.string().nullable(),
    })
    .meta({ id: 'MeasuredCard' }),
);

export const engineMeasurement = schemaOf<EngineMeasurement>()(
  z.object({
    gemmGflops: z.number().nullable(),
    bytesPerSecond: z.number().nullable(),
    models: z.array(
      z.object({
        name: z.enum(REFERENCE_NAMES),
        samplesPerSecond: z.number(),
        losses: z.array(z.number().nullable()),
      }),
    ),
    card: measuredCard.optional(),
  }),
);

export const engineEvent = schemaOf<EngineEvent>()(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('ready'),
      environment: runEnvironment,
      engine: z.string(),
      parameters: count,
      flopsPerSample: z.number(),
      stepsPerEpoch: count,
      sessionMs: z.number(),
      resumedEpoch: count.nullable(),
    }),
    z.object({ kind: z.literal('metrics'), points: z.array(metricPoint) }),
    z.object({
      kind: z.literal('progress'),
      epoch: count,
      step: count,
      totalSteps: count,
      samplesPerSecond: z.number(),
      call: z.object({ steps: count, fixedShare: z.number().nullable() }),
      secondsLeft: z.number().nullable(),
    }),
    z.object({
      kind: z.literal('epoch'),
      report: epochReport,
      points: z.array(metricPoint),
      checkpoints: z.array(checkpointReport),
      deletedCheckpoints: texts,
    }),
    z.object({ kind: z.literal('checkpoint'), checkpoint: checkpointReport }),
    z.object({ kind: z.literal('paused') }),
    z.object({ kind: z.literal('continued') }),
    z.object({
      kind: z.literal('done'),
      outcome: z.enum(['completed', 'stopped']),
      bestEpoch: count.nullable(),
      trainSeconds: z.number(),
      validationSeconds: z.number(),
      samples: count,
      savingSeconds: z.number(),
      feedingSeconds: z.number(),
    }),
    z.object({
      kind: z.literal('scored'),
      rows: count,
      width: count,
      reading: outputReading,
      metrics: metricValues,
      outputs: float32Array,
      losses: float32Array,
      weights: float32Array.nullable(),
      ignoredClass: count.optional(),
      targets: float32Array,
      targetWidth: count,
      sourceRows: uint32Array,
    }),
    z.object({
      kind: z.literal('predicted'),
      width: count,
      reading: outputReading,
      outputs: float32Array,
    }),
    z.object({
      kind: z.literal('recommended'),
      items: int32Array,
      scores: float32Array,
      candidates: count,
      seen: int32Array,
      marks: float32Array,
    }),
    z.object({
      kind: z.literal('ranked'),
      k: count,
      users: count,
      ofUsers: count,
      items: count,
      model: float64Array,
      popularity: float64Array,
      coverage: z.object({ model: z.number(), popularity: z.number() }),
    }),
    z.object({
      kind: z.literal('exported'),
      parts: z.array(
        z.object({
          suffix: z.string(),
          content: z.union([
            z.string(),
            z.custom<Uint8Array>((value) => value instanceof Uint8Array),
          ]),
        }),
      ),
      ...exportedEnds,
    }),
    z.object({ kind: z.literal('planned'), ...plannedExecution.shape }),
    z.object({
      kind: z.literal('measuring'),
      part: measuredPart,
    }),
    z.object({ kind: z.literal('measured'), ...engineMeasurement.shape }),
    z.object({ kind: z.literal('failed'), error: appError }),
  ]),
);
