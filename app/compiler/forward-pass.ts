import type { FittedModel } from '../architecture/fits-dataset.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import { sampleShape, sampleType, targetShape, targetType } from '../dataset/sample.ts';
import { type FittedMetric, usualMetrics } from '../metrics/fit-metrics.ts';
import type { MeasurePlan } from '../metrics/measures.ts';
import type { StateTensor } from './compiled.ts';
import { Graph, type Value } from './graph.ts';
import { activityPenalty } from './losses/activity-penalty.ts';
import { type BatchData, type Compared, compareOutputs } from './losses/compare.ts';
import { readModel } from './losses/reading.ts';
import { sampleMeans } from './losses/reduce.ts';
import { weightPenalty } from './losses/weight-penalty.ts';
import { type LoweredModel, lowerModel } from './lower/lower-model.ts';
import { measureBatch } from './metrics/measure-batch.ts';
import { modelWeights, stateTensor, type WeightValues } from './model-weights.ts';
import { FEATURES, TARGET, WEIGHT } from './onnx/edges.ts';
import { add, cast, multiply } from './operators/elementwise.ts';
import { concatenate } from './operators/movement.ts';

/** Which rows of a batch are there: 1, or 0 for what fills it up. */
export const PRESENT = 'present';

/**
 * A forward pass as a graph: from a batch, which of its rows are there, and the weights to `output`,
 * one of `losses` a row, and the sums of its `measures`.
 */
export interface ForwardPass {
  readonly graph: Graph;
  readonly state: readonly StateTensor[];
  readonly measures: MeasurePlan;
}

/** Builds the forward pass with moving statistics and without dropout, not yet simplified. */
export function buildForwardPass(
  model: FittedModel,
  input: SampleInput,
  batchSize: number,
  metrics: readonly FittedMetric[] = usualMetrics(model),
): ForwardPass {
  const graph = new Graph();
  const { target: answer } = model;
  const features = graph.input(FEATURES, sampleType(input), [batchSize, ...sampleShape(input)]);
  const target = graph.input(TARGET, targetType(answer), [batchSize, ...targetShape(answer)]);
  const weight = model.weighted ? graph.input(WEIGHT, 'float32', [batchSize]) : undefined;
  const present = graph.input(PRESENT, 'float32', [batchSize]);
  const weights = modelWeights(model);
  const values = new Map(
    weights.map(({ name, shape }) => [name, graph.input(name, 'float32', shape)]),
  );
  const lowered = lowerModel(graph, model, cast(features, 'float32'), {
    mode: 'inference',
    weights: values,
    random: null,
  });
  const batch = { features, target, weight, present };
  const measures = inferredBatch(model, lowered, batch, values, metrics);
  return { graph, state: weights.map(stateTensor), measures };
}

/** A batch of which some rows only fill it up. */
export interface FilledBatch extends BatchData {
  /** How much each sample counts, [batch]. */
  readonly weight: Value | undefined;
  /** 1 for rows that are there, [batch]. */
  readonly present: Value;
}

/** Adds what a forward pass gives, from what its layers have made of a batch. */
export function inferredBatch(
  model: FittedModel,
  lowered: LoweredModel,
  { features, target, weight, present }: FilledBatch,
  values: WeightValues,
  metrics: readonly FittedMetric[],
): MeasurePlan {
  const { graph } = features;
  return graph.within('loss', () => {
    const compared = compareOutputs(model, lowered, { features, target }, null);
    const penalty = weightPenalty(modelWeights(model), values);
    const activity = activityPenalty(model.layers, lowered);
    const measured = measureBatch(compared, metrics, { present, weight, penalty, activity });
    const losses = sampleLosses(compared, weight);
    graph.outputs.set('output', readModel(compared));
    const costs = [penalty, activity].filter((each) => each !== null);
    graph.outputs.set(
      'losses',
      costs.reduce((left, right) => add(left, right), losses),
    );
    graph.outputs.set('measures', concatenate(measured.values, 0));
    return measured.measures;
  });
}

/** Every sample's losses, weighted and added up, [batch]; times the sample's own weight. */
function sampleLosses(compared: readonly Compared[], weight: Value | undefined): Value {
  const losses = compared
    .map(({ output, losses, mask }) => multiply(sampleMeans(losses, mask), output.weight))
    .reduce((left, right) => add(left, right));
  return weight === undefined ? losses : multiply(losses, weight);
}
