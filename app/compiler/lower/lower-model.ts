import type { InferredLayer, InferredModel } from '../../architecture/infer-model.ts';
import type { LayerId } from '../../ids.ts';
import type { Graph, Value } from '../graph.ts';
import { weightName } from '../model-weights.ts';
import { channelsLast, featuresTensor, type LayerTensor } from './layer-tensor.ts';
import type { Lowering, LoweringContext, Mode } from './lowering.ts';
import type { RandomPool } from './random-pool.ts';
import { LOWERINGS } from './table.ts';

export interface LoweringOptions {
  readonly mode: Mode;
  /** Every weight and statistic of the model by its full name, in Keras' layout. */
  readonly weights: ReadonlyMap<string, Value>;
  /** Source of dropout's numbers; null in inference, which needs none. */
  readonly random: RandomPool | null;
}

export interface LoweredModel {
  /** [batch, …], channels last. */
  readonly output: Value;
  /** In training: values of statistics after this step, by full name. */
  readonly statistics: ReadonlyMap<string, Value>;
}

/**
 * Appends a model's forward pass to a graph, one layer after the other.
 * @param features [batch, …sample] float32, channels last
 */
export function lowerModel(
  graph: Graph,
  model: InferredModel,
  features: Value,
  options: LoweringOptions,
): LoweredModel {
  const statistics = new Map<string, Value>();
  const tensors = new Map<LayerId, LayerTensor>();
  let last = featuresTensor(features);
  for (const layer of model.layers) {
    const [source] = layer.inputs;
    const input = source === undefined ? last : tensors.get(source);
    if (input === undefined) throw new Error(`${layer.id} comes before its input ${source}`);
    const lower = LOWERINGS[layer.type] as Lowering<InferredLayer['type']>;
    const context = layerContext(layer.id, options, statistics);
    last = graph.within(layer.id, () => lower(layer, input, context));
    tensors.set(layer.id, last);
  }
  return { output: channelsLast(last), statistics };
}

function layerContext(
  layerId: LayerId,
  { mode, weights, random }: LoweringOptions,
  statistics: Map<string, Value>,
): LoweringContext {
  return {
    mode,
    weight: (name) => {
      const value = weights.get(weightName(layerId, name));
      if (value === undefined) throw new Error(`${layerId} has no weight ${name}`);
      return value;
    },
    updateStatistic: (name, next) => statistics.set(weightName(layerId, name), next),
    uniformNumbers: (shape) => {
      if (random === null) throw new Error(`${layerId} draws random numbers in inference`);
      return random.uniformNumbers(layerId, shape);
    },
  };
}
