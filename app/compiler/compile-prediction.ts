import { type DatasetFacts, type FittedModel, fitsDataset } from '../architecture/fits-dataset.ts';
import type { LossSettings } from '../architecture/losses.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import { sampleShape, sampleType, targetShape, targetType } from '../dataset/sample.ts';
import { ok, type Result } from '../errors.ts';
import { type OutputReading, readingOf, readingShape } from '../metrics/output-reading.ts';
import { elementCount, type Shape } from '../shape.ts';
import { emitPlain, plainGraph } from './emit-onnx.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { Graph } from './graph.ts';
import { compareOutputs } from './losses/compare.ts';
import { readModel } from './losses/reading.ts';
import { lowerModel } from './lower/lower-model.ts';
import { modelWeights } from './model-weights.ts';
import { forAnyBatch } from './onnx/any-batch.ts';
import { FEATURES } from './onnx/edges.ts';
import type { OnnxGraph } from './onnx/model.ts';
import { cast } from './operators/elementwise.ts';
import { passesFor } from './passes/pipeline.ts';
import { applyPasses } from './passes/simplify.ts';

/**
 * A trained model by itself, with its weights inside: the form in which it is used and handed on.
 * Input: `features` [batch, …sample]. Output: `output` float32 [batch, …] (probabilities or values).
 */
export interface CompiledPrediction {
  readonly bytes: Uint8Array;
  readonly batchSize: number;
  readonly outputShape: Shape;
  /** What is read in the output. */
  readonly reading: OutputReading;
}

/** Weights and statistics by name, in Keras' layouts. */
export type WeightValues = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Compiles what a model answers for a batch. Since the weights are constants, the runtime lays them
 * out once for its kernels instead of at every call.
 * @param weights   of every weight and statistic of the model
 * @param execution which lowerings to write
 * @returns the model's first fault where it is wrong or does not fit the data
 */
export function compilePrediction(
  model: ModelSpec,
  data: DatasetFacts,
  batchSize: number,
  loss: LossSettings,
  weights: WeightValues,
  execution: ExecutionPlan = STANDARD_PLAN,
): Result<CompiledPrediction> {
  const fitted = fitsDataset(model, data, loss);
  if (!fitted.ok) return fitted;
  const graph = buildPrediction(fitted.value, data.input, batchSize, weights);
  return ok({
    bytes: emitPlain(applyPasses(graph, passesFor(execution)), execution),
    batchSize,
    outputShape: readingShape(fitted.value),
    reading: readingOf(fitted.value.outputs[0]),
  });
}

/** A model to be handed on: for a batch of any size where it can be, in standard operators. */
export interface PortablePrediction {
  readonly graph: OnnxGraph;
  /** Samples of a call; null for as many as there are. */
  readonly batchSize: number | null;
  readonly outputShape: Shape;
  readonly reading: OutputReading;
}

/**
 * What `compilePrediction` compiles, for any program that reads ONNX.
 * @returns the model's first fault where it is wrong or does not fit the data
 */
export function portablePrediction(
  model: ModelSpec,
  data: DatasetFacts,
  loss: LossSettings,
  weights: WeightValues,
): Result<PortablePrediction> {
  const fitted = fitsDataset(model, data, loss);
  if (!fitted.ok) return fitted;
  const write = (batchSize: number) => {
    const graph = buildPrediction(fitted.value, data.input, batchSize, weights);
    return plainGraph(applyPasses(graph, passesFor(STANDARD_PLAN)), STANDARD_PLAN);
  };
  const graph = forAnyBatch(write, FEATURES);
  return ok({
    graph: graph ?? write(1),
    batchSize: graph === null ? 1 : null,
    outputShape: readingShape(fitted.value),
    reading: readingOf(fitted.value.outputs[0]),
  });
}

function buildPrediction(
  model: FittedModel,
  input: SampleInput,
  batchSize: number,
  weights: WeightValues,
): Graph {
  const graph = new Graph();
  const features = graph.input(FEATURES, sampleType(input), [batchSize, ...sampleShape(input)]);
  const lowered = lowerModel(graph, model, cast(features, 'float32'), {
    mode: 'inference',
    weights: new Map(
      modelWeights(model).map(({ name, shape }) => {
        const values = weights[name];
        if (values === undefined) throw new Error(`There are no values of ${name}`);
        return [name, graph.constant(values, 'float32', shape)];
      }),
    ),
    random: null,
  });
  // How an output is read depends on its loss, whose targets nobody will ask for.
  const shape = [batchSize, ...targetShape(model.target)];
  const none = new Float32Array(elementCount(shape));
  const target = graph.constant(none, targetType(model.target), shape);
  const compared = compareOutputs(model, lowered, { features, target }, null);
  graph.outputs.set('output', readModel(compared));
  return graph;
}
