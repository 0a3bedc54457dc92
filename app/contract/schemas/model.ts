import { z } from 'zod';
import type { Augmentation } from '../../architecture/augmentation.ts';
import { AUTO_LOSS, LOSS_CHOICES, type LossSettings } from '../../architecture/losses.ts';
import {
  type LayerSpec,
  type ModelSpec,
  type OutputName,
  type OutputSpec,
  TARGET_SOURCES,
} from '../../architecture/model-spec.ts';
import { OPTIMIZERS } from '../../compiler/optimizers/settings.ts';
import type { Schedule } from '../../compiler/schedules/schedule.ts';
import { AUTO_METRICS, METRICS, type MetricSettings } from '../../metrics/metric-names.ts';
import { MOST_CHANGES } from '../../training/read-augmentation.ts';
import { type EarlyStopping, PRECISIONS, type RunPlan } from '../../training/run-plan.ts';
import type { StoredModel, TemplateSummary } from '../requests.ts';
import { changesOf, schemaOf } from './schema-of.ts';
import { instant, layerId, modelId, nameText, task } from './values.ts';

const MAX_BOUNDARIES = 10_000;
const MAX_LAYERS = 10_000;
/** As many as a table may have features that are normalised one by one. */
const MAX_NUMBERS = 10_000;

const sizes = z.array(z.number()).max(100);

const configValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.number(), z.null(), sizes])).max(MAX_NUMBERS),
]);

const outputName = z.string().min(1) as z.ZodType<OutputName, OutputName>;

const layerSpec = schemaOf<LayerSpec>()(
  z
    .strictObject({
      id: layerId,
      type: nameText.min(1).describe('Keras class name, e.g. `Dense`.'),
      config: z
        .record(nameText, configValue)
        .describe(
          'Keras argument names (`units`, `kernel_size`, …); defaults where left out. Layers with weights also take `trainable` and `learning_rate_factor`.',
        ),
      inputs: z
        .array(outputName)
        .max(1000)
        .optional()
        .describe(
          'Layers whose outputs it takes, `lstm:1` for the second output of one; the layer before it where left out.',
        ),
    })
    .meta({ id: 'LayerSpec' }),
);

const outputSpec = schemaOf<OutputSpec>()(
  z
    .strictObject({
      layer: outputName.describe('A layer, or `lstm:1` for the second output of one.'),
      loss: z
        .enum(LOSS_CHOICES)
        .optional()
        .describe("The plan's where left out; `auto` with another target than the first output's."),
      weight: z
        .number()
        .optional()
        .describe('What its loss is multiplied by before all are added up; 1 where left out.'),
      target: z
        .enum(TARGET_SOURCES)
        .optional()
        .describe(
          "`features`: the sample itself, images as fractions of white; else the dataset's target.",
        ),
    })
    .meta({ id: 'OutputSpec' }),
);

export const modelSpec = schemaOf<ModelSpec>()(
  z
    .strictObject({
      version: z.literal(1),
      name: nameText,
      layers: z.array(layerSpec).max(MAX_LAYERS),
      outputs: z
        .array(outputSpec)
        .max(1000)
        .optional()
        .describe("What is trained; the first one predicts. The last layer's where left out."),
    })
    .meta({
      id: 'ModelSpec',
      description: 'A network as users edit and store it. The first layer is `Input`.',
    }),
);

const lossSettings = schemaOf<LossSettings>()(
  z
    .strictObject({
      name: z
        .enum(LOSS_CHOICES)
        .describe('By the name of Keras; `auto` goes with the output and what is to be answered.'),
      labelSmoothing: z
        .number()
        .describe('Cross-entropies: share of the truth that is spread over all classes.'),
      ignoreClass: z
        .number()
        .nullable()
        .describe('Sparse categorical cross-entropy: a class whose places count for nothing.'),
      delta: z.number().describe('Huber: size of error from which on it counts linearly.'),
      gamma: z.number().describe('Focal: how much less a sample counts the surer its answer is.'),
      alpha: z.number().describe('Focal: weight of the cross-entropy.'),
      classBalancing: z
        .boolean()
        .describe('Binary focal: whether `alpha` and 1 − `alpha` weigh the two classes.'),
      negatives: z.number().describe('Sampled softmax: wrong classes drawn for each step.'),
    })
    .meta({ id: 'LossSettings', description: 'Each loss reads its own arguments.' }),
);

const metricSettings = schemaOf<MetricSettings>()(
  z
    .strictObject({
      names: z
        .array(z.enum(METRICS))
        .max(100)
        .describe("Empty: those that go with the model's first output."),
      k: z.number().describe('Of `accuracy/top-k`, whose tag then says so: `accuracy/top-3`.'),
      threshold: z
        .number()
        .describe('Probability above which an answer counts as yes, or as the second class.'),
    })
    .meta({ id: 'MetricSettings', description: 'What is measured beside the loss.' }),
);

const earlyStopping = schemaOf<EarlyStopping>()(
  z
    .strictObject({
      monitor: nameText.describe('Tag of the validation split: `val/loss`, `val/accuracy`, …'),
      patience: z.number().describe('Epochs without improvement before stopping, at least 1.'),
      minDelta: z.number(),
      restoreBest: z.boolean().describe("Whether the best epoch's weights become the result."),
    })
    .meta({ id: 'EarlyStopping' }),
);

const warmup = {
  warmupSteps: z.number().describe('Steps in which the learning rate rises to its value.'),
  initialLearningRate: z.number().describe('What the rise starts from.'),
};
const wholeRun = z.number().nullable().describe('Steps; all that are planned where null.');

const schedule = schemaOf<Schedule>()(
  z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('constant'), ...warmup }),
      z.strictObject({
        kind: z.literal('piecewise-constant'),
        boundaries: z.array(z.number()).max(MAX_BOUNDARIES),
        values: z.array(z.number()).max(MAX_BOUNDARIES).describe('Behind each boundary.'),
        ...warmup,
      }),
      z.strictObject({
        kind: z.literal('exponential'),
        decaySteps: wholeRun,
        decayRate: z.number(),
        staircase: z.boolean(),
        ...warmup,
      }),
      z.strictObject({
        kind: z.literal('polynomial'),
        decaySteps: wholeRun,
        endLearningRate: z.number(),
        power: z.number(),
        cycle: z.boolean(),
        ...warmup,
      }),
      z.strictObject({
        kind: z.literal('cosine'),
        decaySteps: wholeRun,
        alpha: z.number(),
        ...warmup,
      }),
      z.strictObject({
        kind: z.literal('cosine-restarts'),
        firstDecaySteps: z.number(),
        tMul: z.number(),
        mMul: z.number(),
        alpha: z.number(),
        ...warmup,
      }),
      z.strictObject({
        kind: z.literal('one-cycle'),
        totalSteps: wholeRun,
        pctStart: z.number(),
        divFactor: z.number(),
        finalDivFactor: z.number(),
      }),
      z.strictObject({
        kind: z.literal('reduce-on-plateau'),
        monitor: nameText.describe('Tag of the validation split: `val/loss`, `val/accuracy`, …'),
        factor: z.number(),
        patience: z.number(),
        minDelta: z.number(),
        cooldown: z.number(),
        minLearningRate: z.number(),
      }),
    ])
    .meta({ id: 'Schedule', description: 'How the learning rate changes in the course of a run.' }),
);

const augmentation = schemaOf<Augmentation>()(
  z
    .array(
      z
        .strictObject({
          type: nameText.min(1).describe('Keras class name, e.g. `RandomFlip`.'),
          config: z.record(nameText, configValue),
        })
        .meta({ id: 'AugmentationStep', description: 'A layer without a name.' }),
    )
    .max(MOST_CHANGES),
);

/** Types only: ranges are the plan's rules (`plan/field-invalid`), so that they are worded as such. */
export const runPlan = schemaOf<RunPlan>()(
  z
    .strictObject({
      epochs: z.number(),
      batchSize: z.number(),
      optimizer: z.enum(OPTIMIZERS),
      learningRate: z.number(),
      weightDecay: z
        .number()
        .nullable()
        .describe('Share taken off every weight at an update, times the learning rate.'),
      momentum: z.number(),
      nesterov: z.boolean(),
      beta1: z.number(),
      beta2: z.number(),
      epsilon: z.number(),
      amsgrad: z.boolean(),
      rho: z.number(),
      centered: z.boolean(),
      initialAccumulatorValue: z.number(),
      nsSteps: z.number().describe("Muon's Newton-Schulz iterations."),
      muonA: z.number().describe('Of each iteration: a · x + b · x³ + c · x⁵ of a singular value.'),
      muonB: z.number().describe('Likewise.'),
      muonC: z.number().describe('Likewise.'),
      rmsRate: z.number().nullable().describe("Brings Muon's updates to the size of Adam's."),
      adamLrRatio: z.number().describe('Muon: learning rate of the weights that Adam updates.'),
      adamWeightDecay: z.number().nullable().describe('Muon: of the weights that Adam updates.'),
      excludeEmbeddings: z.boolean().describe('Muon: leaves embeddings to Adam.'),
      excludeLayers: nameText
        .nullable()
        .describe('Muon: names, separated by commas, of layers that are left to Adam.'),
      clipNorm: z.number().nullable().describe("Largest norm of each weight's gradient."),
      globalClipNorm: z.number().nullable().describe('Largest norm of all gradients together.'),
      clipValue: z.number().nullable().describe('Largest size of any number of a gradient.'),
      useEma: z
        .boolean()
        .describe('Validates, evaluates and predicts with a decaying average of the weights.'),
      emaMomentum: z.number(),
      schedule: schedule.nullable(),
      accumulationSteps: z.number().describe('Steps whose mean gradient makes one update.'),
      loss: lossSettings.default(AUTO_LOSS),
      classWeight: z
        .union([z.literal('balanced'), z.array(z.number()).max(100_000)])
        .nullable()
        .default(null)
        .describe('How much samples of each class count in the training loss; null for alike.'),
      augmentation: augmentation
        .default([])
        .describe('What images go through in training before they come to the model.'),
      metrics: metricSettings.default({ ...AUTO_METRICS, names: [] }),
      seed: z.number().describe('Initial weights, shuffling and dropout follow from it.'),
      seeds: z.number().describe('Repeats with seeds seed, seed + 1, …; together a group.'),
      earlyStopping: earlyStopping.nullable(),
      precision: z
        .enum(PRECISIONS)
        .describe('`mixed_float16`: products and convolutions in float16, weights in float32.'),
      engine: nameText.describe('E.g. `onnx/cpu`; `auto` takes what the doctor chose.'),
      device: nameText
        .nullable()
        .default(null)
        .describe('Index or UUID of the NVIDIA card that it computes on; null: one that is free.'),
    })
    .meta({ id: 'RunPlan', description: 'Field names are the `--set` keys.' }),
);

export const runPlanChanges = schemaOf<Partial<RunPlan>>()(
  changesOf(runPlan).meta({ id: 'RunPlanChanges' }),
);

export const templateSummary = schemaOf<TemplateSummary>()(
  z
    .object({
      id: z.string(),
      tasks: z.array(task),
      plan: runPlanChanges.describe('Plan fields that suit it better than the defaults.'),
    })
    .meta({ id: 'TemplateSummary' }),
);

export const storedModel = schemaOf<StoredModel>()(
  z
    .object({
      id: modelId,
      name: z.string(),
      spec: modelSpec,
      createdAt: instant,
      changedAt: instant,
    })
    .meta({ id: 'StoredModel' }),
);
