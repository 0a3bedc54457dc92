import { z } from 'zod';
import type {
  Evaluation,
  Prediction,
  Recommendations,
  Reconstruction,
  ScoredRow,
} from '../../metrics/evaluation.ts';
import { SCORE_UNITS } from '../../metrics/evaluation.ts';
import type { MetricPoint, MetricSeries } from '../../metrics/series.ts';
import type {
  CheckpointInfo,
  ContinuedFrom,
  RunDetail,
  RunEnergy,
  RunEnvironment,
  RunProgress,
  RunSummary,
  RunTiming,
  WaitingRun,
} from '../../training/run.ts';
import { ENERGY_SOURCES, RUN_STATUSES, WAIT_REASONS } from '../../training/run.ts';
import type { PlannedExecution } from '../engine.ts';
import type { SeedAggregate } from '../runs.ts';
import { namedBox } from './dataset.ts';
import { appError } from './errors.ts';
import { modelSpec, runPlan } from './model.ts';
import { schemaOf } from './schema-of.ts';
import { count, datasetId, instant, metricValues, runId, split, texts } from './values.ts';

export const runStatus = z.enum(RUN_STATUSES);
export const energySource = z.enum(ENERGY_SOURCES);

const runTiming = schemaOf<RunTiming>()(
  z.object({
    seconds: z
      .number()
      .describe('Training and validation over all sessions of the run, pauses left out.'),
    samplesPerSecond: z.number().describe('Training samples a second, validation left out.'),
  }),
);

const runEnergy = schemaOf<RunEnergy>()(z.object({ kwh: z.number(), source: energySource }));

export const runSummary = schemaOf<RunSummary>()(
  z
    .object({
      id: runId,
      name: z.string(),
      status: runStatus,
      datasetId,
      datasetName: z.string(),
      modelName: z.string(),
      template: z.string().nullable(),
      groupId: z.string().nullable().describe('Runs of one plan with several seeds share it.'),
      seed: z.number(),
      tags: texts,
      note: z.string(),
      createdAt: instant,
      startedAt: instant.nullable(),
      endedAt: instant.nullable(),
      epochs: count.describe('Finished epochs.'),
      plannedEpochs: count,
      bestEpoch: count.nullable().describe('Counted from 0.'),
      metrics: metricValues.describe(
        "Latest epoch's metrics, or the best epoch's once ended; test metrics as `test/…`.",
      ),
      timing: runTiming,
      energy: runEnergy.nullable(),
      costUsd: z.number().nullable(),
      engine: z.string(),
      error: appError.nullable(),
      resumable: z.boolean(),
    })
    .meta({ id: 'RunSummary' }),
);

export const waitingRun = schemaOf<WaitingRun>()(
  z
    .object({
      runId,
      reason: z.enum(WAIT_REASONS),
      ahead: count.describe('Runs before it in line.'),
      training: count.describe('Runs in training.'),
    })
    .meta({ id: 'WaitingRun' }),
);

const continuedFrom = schemaOf<ContinuedFrom>()(
  z.object({ engine: z.string(), error: appError }).meta({ id: 'ContinuedFrom' }),
);

export const runEnvironment = schemaOf<RunEnvironment>()(
  z
    .object({
      hearthVersion: z.string(),
      nodeVersion: z.string(),
      runtime: z.string(),
      platform: z.string(),
      cpuModel: z.string(),
      cpuCores: count,
      memoryBytes: count,
      threads: count,
      gpu: z.string().nullable(),
      driver: z.string().nullable().optional().describe('Of the GPU.'),
      card: z.object({ index: count, uuid: z.string() }).optional().describe('Which of the cards.'),
      blockSize: count
        .optional()
        .describe('Block of the layout NCHWc that its graphs compute in; 0: standard operators.'),
      continuedFrom: continuedFrom
        .optional()
        .describe('Where it computed before its GPU failed; its last session used the processor.'),
      replanned: z
        .boolean()
        .optional()
        .describe('Resumed on a machine that could not follow its plan: last bits may differ.'),
      byOperator: z
        .boolean()
        .optional()
        .describe('TensorFlow takes its steps operator by operator, not as one graph.'),
      movedFrom: z
        .object({
          hearthVersion: z.string(),
          runtime: z.string(),
          cpuModel: z.string(),
          gpu: z.string().nullable(),
        })
        .optional()
        .describe('What computed it before, where that was something else: likewise.'),
      startedOver: z
        .boolean()
        .optional()
        .describe('Resumed before its first checkpoint: it began anew, with the same seed.'),
    })
    .meta({ id: 'RunEnvironment' }),
);

export const plannedExecution = schemaOf<PlannedExecution>()(
  z.object({
    execution: z.object({
      provider: z.enum(['webgpu', 'directml', 'cuda']).optional(),
      loopless: z.literal(true).optional(),
      blockSize: z.union([z.literal(0), z.literal(8), z.literal(16)]),
      threads: count,
      recomputeAbove: z.number().optional(),
    }),
    tuned: z.boolean(),
  }),
);

export const checkpointKind = z.enum(['latest', 'best', 'epoch']);

const checkpointInfo = schemaOf<CheckpointInfo>()(
  z.object({
    epoch: count,
    step: count,
    sizeBytes: count,
    kind: checkpointKind,
    createdAt: instant,
  }),
);

export const evaluation = schemaOf<Evaluation>()(
  z
    .object({
      split,
      rows: count,
      metrics: metricValues,
      intervals: z
        .record(z.string(), z.tuple([z.number(), z.number()]))
        .describe('95 % intervals by metric: low, high.'),
      confusion: z
        .object({ classes: texts, counts: z.array(z.array(count)) })
        .nullable()
        .describe('`counts[actual][predicted]`, in label order.'),
      ranking: z
        .object({
          k: count,
          users: count,
          ofUsers: count.describe('Who like something in the split; of many, some are drawn.'),
          items: count,
          relevantFrom: z
            .number()
            .nullable()
            .describe('Rating from which on a user likes an item; null where items are chosen.'),
          popularity: metricValues.describe(
            'The same metrics where everyone is given what was rated most in training.',
          ),
        })
        .optional()
        .describe('Only of recommendations.'),
      evaluatedAt: instant,
    })
    .meta({ id: 'Evaluation' }),
);

const toldItem = { item: z.string(), title: z.string().nullable() };

export const recommendations = schemaOf<Recommendations>()(
  z
    .object({
      user: z.string(),
      scores: z
        .enum(SCORE_UNITS)
        .describe(
          'Ratings, probabilities of a choice, or numbers whose order alone says something.',
        ),
      items: z
        .array(z.object({ ...toldItem, score: z.number(), seen: z.boolean() }))
        .describe('The best first.'),
      candidates: count.describe('Items that were in question.'),
      rated: z
        .array(z.object({ ...toldItem, rating: z.number().nullable() }))
        .describe('What the user has rated or chosen, the highest first, at most 20.'),
      ratedCount: count,
    })
    .meta({ id: 'Recommendations' }),
);

export const runDetail = schemaOf<RunDetail>()(
  z
    .object({
      run: runSummary,
      plan: runPlan,
      model: modelSpec,
      datasetFingerprint: z.string(),
      environment: runEnvironment.nullable(),
      evaluations: z.array(evaluation),
      checkpoints: z.array(checkpointInfo),
      parameters: count,
      flopsPerSample: z.number(),
      stepsPerEpoch: count,
    })
    .meta({ id: 'RunDetail' }),
);

export const runProgress = schemaOf<RunProgress>()(
  z
    .object({
      runId,
      epoch: count,
      step: count,
      totalSteps: count,
      samplesPerSecond: z.number(),
      secondsLeft: z.number().nullable(),
    })
    .meta({ id: 'RunProgress' }),
);

export const metricPoint = schemaOf<MetricPoint>()(
  z
    .object({
      tag: z.string(),
      step: count,
      epoch: count,
      value: z.number(),
      wallTimeMs: z.number(),
    })
    .meta({ id: 'MetricPoint' }),
);

export const metricSeries = schemaOf<MetricSeries>()(
  z
    .object({
      tag: z.string(),
      steps: z.array(count),
      epochs: z.array(count),
      values: z.array(z.number()),
      wallTimesMs: z.array(z.number()),
      totalPoints: count,
    })
    .meta({ id: 'MetricSeries' }),
);

const reconstruction = schemaOf<Reconstruction>()(
  z
    .object({
      image: z.string().optional().describe('PNG data URL.'),
      values: z
        .record(z.string(), z.union([z.number(), z.string()]))
        .optional()
        .describe('Columns that can be told by what is given back.'),
    })
    .meta({ id: 'Reconstruction' }),
);

export const scoredRow = schemaOf<ScoredRow>()(
  z
    .object({
      sourceRow: count,
      actual: z.string(),
      predicted: z.string(),
      probability: z.number().optional(),
      source: z.string().optional().describe('What was translated.'),
      error: z.number().optional().describe('How far a sample is from what is given back of it.'),
      reconstruction: reconstruction.optional(),
      values: z.record(z.string(), z.string().nullable()).optional(),
      image: z.string().optional().describe('PNG data URL.'),
      boxes: z.array(namedBox).optional().describe('What is marked in an image.'),
      found: z.array(namedBox).optional().describe('What the model found in it.'),
      agreement: z
        .number()
        .optional()
        .describe('How well the two agree: F1 of boxes that overlap by half.'),
    })
    .meta({ id: 'ScoredRow' }),
);

export const prediction = schemaOf<Prediction>()(
  z
    .object({
      file: z.string().optional().describe('Of the folder that was given.'),
      label: z.string().optional(),
      value: z.number().optional(),
      probability: z.number().optional(),
      probabilities: z
        .array(z.object({ label: z.string(), probability: z.number() }))
        .optional()
        .describe('Highest first, at most 10.'),
      text: z.string().optional().describe('What a model that writes text says.'),
      boxes: z
        .array(namedBox)
        .optional()
        .describe('Things found in an image with a probability from 0.3 on, the likeliest first.'),
      image: z
        .object({ width: count, height: count })
        .optional()
        .describe('Pixels of the image that was given.'),
      series: z
        .string()
        .optional()
        .describe('Which series a forecast is of, where there are several.'),
      values: z
        .array(z.number())
        .optional()
        .describe('All of them, where a model gives neither a class nor a single value.'),
      error: z
        .number()
        .optional()
        .describe('Mean squared difference between the sample and what is given back of it.'),
      reconstruction: reconstruction.optional(),
    })
    .meta({ id: 'Prediction' }),
);

export const seedAggregate = schemaOf<SeedAggregate>()(
  z
    .object({
      groupId: z.string(),
      runs: z.array(runId),
      metrics: z.record(
        z.string(),
        z.object({
          mean: z.number(),
          halfWidth: z.number().nullable(),
          deviation: z.number().nullable(),
          runs: count,
        }),
      ),
      folds: z
        .object({
          folds: count,
          missing: z.array(count).describe('Folds, from 0, without a completed run.'),
          each: z.array(
            z.object({
              fold: count,
              run: runId,
              status: runStatus,
              metrics: z.record(z.string(), z.number()).describe('As `test/…`.'),
            }),
          ),
          seconds: z.number(),
          costUsd: z.number().nullable(),
        })
        .exactOptional()
        .describe('Only where the runs are the folds of one dataset.'),
    })
    .meta({ id: 'SeedAggregate' }),
);
