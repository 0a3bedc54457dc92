import type { FittedModel } from '../architecture/fits-dataset.ts';
import { learns } from '../architecture/layer-definition.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import { sampleShape, sampleType, targetShape, targetType } from '../dataset/sample.ts';
import { type FittedMetric, usualMetrics } from '../metrics/fit-metrics.ts';
import type { MeasurePlan } from '../metrics/measures.ts';
import { augmentFeatures } from './augment-features.ts';
import type { Provider } from './execution-plan.ts';
import { differentiate } from './gradients/differentiate.ts';
import { Graph, type Value } from './graph.ts';
import { KeptWeights } from './kept-weights.ts';
import { dynamicLossScale } from './loss-scale.ts';
import { activityPenalty } from './losses/activity-penalty.ts';
import { type BatchData, compareOutputs } from './losses/compare.ts';
import { mixtureOf } from './losses/mixed.ts';
import { weightPenalty } from './losses/weight-penalty.ts';
import { type LoweredModel, lowerModel } from './lower/lower-model.ts';
import { type DrawPool, RandomPool } from './lower/random-pool.ts';
import { type BatchMeasures, measureBatch } from './metrics/measure-batch.ts';
import { modelWeights, STEP_COUNTER, type WeightValues } from './model-weights.ts';
import type { CarriedTensor } from './onnx/carried-state.ts';
import { FEATURES, NEXT, TARGET, WEIGHT } from './onnx/edges.ts';
import { add, cast } from './operators/elementwise.ts';
import type { OptimizerSettings } from './optimizers/settings.ts';
import { ruleFor } from './optimizers/table.ts';
import { ON_CARD, unpackBlock, valueAt, weightBlocks } from './weight-blocks.ts';
import { type NextState, updatedBlocks } from './weight-update.ts';

/** One optimiser update as a graph: from a batch and the state to the next state and metrics. */
export interface TrainingStep {
  readonly graph: Graph;
  /** What the graph takes as inputs and gives as `<name>:next`. */
  readonly carried: readonly CarriedTensor[];
  /** What it measures of a batch, and the outputs that hold it, one after the other. */
  readonly measures: MeasurePlan;
  readonly measured: readonly string[];
  readonly featureType: 'uint8' | 'int32' | 'float32';
  readonly targetType: 'int32' | 'float32';
}

/** What products and convolutions are computed in; by Keras' names of its policies. */
export type Precision = 'float32' | 'mixed_float16';

export interface TrainingStepOptions {
  readonly settings: OptimizerSettings;
  readonly batchSize: number;
  readonly precision?: Precision | undefined;
  /** Decides dropout. */
  readonly seed: number;
  /** Steps that the whole run means to take; schedules may last as long. */
  readonly plannedSteps?: number | undefined;
  readonly drawPool?: DrawPool;
  /** Those that go with the model where left out. */
  readonly metrics?: readonly FittedMetric[];
  /** How much samples of each class count in the loss. */
  readonly classWeights?: readonly number[] | null | undefined;
  /** What computes it; the processor where left out. */
  readonly provider?: Provider | undefined;
}

/** Builds forward pass, loss, metrics, gradients and update of one step, not yet simplified. */
export function buildTrainingStep(
  model: FittedModel,
  input: SampleInput,
  {
    settings,
    batchSize,
    precision,
    seed,
    plannedSteps,
    drawPool,
    metrics = usualMetrics(model),
    classWeights = null,
    provider,
  }: TrainingStepOptions,
): TrainingStep {
  const graph = new Graph();
  const features = graph.input(FEATURES, sampleType(input), [batchSize, ...sampleShape(input)]);
  const target = graph.input(TARGET, targetType(model.target), [
    batchSize,
    ...targetShape(model.target),
  ]);
  const weight = model.weighted ? graph.input(WEIGHT, 'float32', [batchSize]) : undefined;
  const step = graph.input(STEP_COUNTER.name, 'int64', []);

  const weights = modelWeights(model);
  const trained = weights.filter(learns);
  const kept = new KeptWeights(
    graph,
    weights.filter((weight) => !learns(weight)),
  );
  const blocks = weightBlocks(
    trained,
    (weight) => ruleFor(weight, settings),
    provider === 'cuda' || provider === 'webgpu' ? ON_CARD : undefined,
  ).map((block) => {
    const value = graph.input(block.name, 'float32', block.shape);
    return { block, value, parts: unpackBlock(block, value) };
  });
  const parts = blocks.flatMap((block) => block.parts);
  const own = new Map<string, Value>(
    blocks.flatMap(({ block, parts }) =>
      block.weights.map(({ name }, place) => [name, valueAt(parts, place)] as const),
    ),
  );
  const values: WeightValues = { get: (name) => own.get(name) ?? kept.get(name) };

  const random = new RandomPool(graph, seed, step, drawPool);
  const samples = augmentFeatures(model, cast(features, 'float32'), random);
  const lowered = lowerModel(graph, model, samples, {
    mode: 'training',
    weights: values,
    random,
    // In half precision its products would not be.
    wholeSequences: provider === 'cuda' && precision !== 'mixed_float16',
  });
  const measured = measuredBatch(model, lowered, {
    batch: { features, target },
    weight,
    random,
    values,
    metrics,
    classWeights,
  });
  const { objective } = measured;
  const lossScale = precision === 'mixed_float16' ? dynamicLossScale(graph) : null;
  const differentiated = differentiate(lossScale?.scaled(objective) ?? objective, parts);
  const scaled = lossScale?.unscaled(differentiated);
  const gradients = scaled?.gradients ?? differentiated;
  const gradientOf = (weight: Value) => valueAt(gradients, parts.indexOf(weight));
  const next: readonly NextState[] = [
    [{ name: STEP_COUNTER.name, parts: [STEP_COUNTER] }, add(step, 1)],
    ...updatedBlocks(
      blocks.map(({ block, value, parts }) => ({ block, value, gradients: parts.map(gradientOf) })),
      settings,
      step,
      { counts: scaled?.counts, plannedSteps },
    ),
    ...(scaled?.next ?? []),
    ...kept.next(lowered.statistics),
  ];
  for (const [{ name }, value] of next) graph.outputs.set(name + NEXT, value);
  const names = measured.values.map((value, place) => {
    const name = `measure ${place}`;
    graph.outputs.set(name, value);
    return name;
  });
  return {
    graph,
    carried: next.map(([tensor]) => tensor),
    measures: measured.measures,
    measured: names,
    featureType: sampleType(input),
    targetType: targetType(model.target),
  };
}

/** What training measures of a batch, from what the layers have made of it. */
export function measuredBatch(
  model: FittedModel,
  lowered: LoweredModel,
  {
    batch,
    weight,
    random,
    values,
    metrics,
    classWeights,
  }: {
    readonly batch: BatchData;
    readonly weight: Value | undefined;
    readonly random: RandomPool;
    readonly values: WeightValues;
    readonly metrics: readonly FittedMetric[];
    readonly classWeights: readonly number[] | null;
  },
): BatchMeasures {
  return batch.features.graph.within('loss', () => {
    const mixture = mixtureOf(model, batch.target.shape[0] ?? 1, random);
    const sampling = { random, weights: values };
    return measureBatch(compareOutputs(model, lowered, batch, sampling, mixture), metrics, {
      weight,
      classWeights,
      mixture,
      penalty: weightPenalty(modelWeights(model), values),
      activity: activityPenalty(model.layers, lowered),
    });
  });
}
