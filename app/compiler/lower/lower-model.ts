import type { InferredLayer, InferredModel } from '../../architecture/infer-model.ts';
import type { Initializer } from '../../architecture/layer-definition.ts';
import type { LayerId } from '../../ids.ts';
import type { Graph, Value } from '../graph.ts';
import { channelsLast, type LayerTensor } from './layer-tensor.ts';
import type { Lowering, LoweringContext, Mode } from './lowering.ts';
import type { RandomPool } from './random-pool.ts';
import { LOWERINGS } from './table.ts';

/** A weight or statistic of a model, as the graph takes it in. */
export interface ModelWeight {
  readonly name: string;
  readonly layerId: LayerId;
  readonly initializer: Initializer;
  readonly trainable: boolean;
  readonly value: Value;
}

export interface LoweredModel {
  /** [batch, …], channels last. */
  readonly output: Value;
  readonly weights: readonly ModelWeight[];
  /** Values of statistics after this step, by weight name. */
  readonly statistics: ReadonlyMap<string, Value>;
}

/**
 * Appends a model's forward pass to a graph, one layer after the other; every weight becomes an
 * input of the graph, named `<layer id>/<weight name>`.
 * @param features [batch, …sample] float32, channels last
 * @param random   source of dropout's numbers; null in inference, which needs none
 */
export function lowerModel(
  graph: Graph,
  model: InferredModel,
  features: Value,
  mode: Mode,
  random: RandomPool | null,
): LoweredModel {
  const weights: ModelWeight[] = [];
  const statistics = new Map<string, Value>();
  const tensors = new Map<LayerId, LayerTensor>();
  let last: LayerTensor = { value: features, layout: 'channels-last' };

  for (const layer of model.layers) {
    const own = layerWeights(graph, layer);
    weights.push(...own.values());
    const context: LoweringContext = {
      mode,
      weight: (name) => weightOf(own, layer, name).value,
      updateStatistic: (name, next) => statistics.set(weightOf(own, layer, name).name, next),
      uniformNumbers: (shape) => {
        if (random === null) throw new Error(`${layer.id} draws random numbers in inference`);
        return random.uniformNumbers(layer.id, shape);
      },
    };
    const [source] = layer.inputs;
    const input = source === undefined ? last : tensors.get(source);
    if (input === undefined) throw new Error(`${layer.id} comes before its input ${source}`);
    const lower = LOWERINGS[layer.type] as Lowering<InferredLayer['type']>;
    last = graph.within(layer.id, () => lower(layer, input, context));
    tensors.set(layer.id, last);
  }
  return { output: channelsLast(last), weights, statistics };
}

function layerWeights(graph: Graph, layer: InferredLayer): ReadonlyMap<string, ModelWeight> {
  return new Map(
    layer.weights.map(({ name, shape, initializer, trainable }) => {
      const fullName = `${layer.id}/${name}`;
      const value = graph.input(fullName, 'float32', shape);
      return [name, { name: fullName, layerId: layer.id, initializer, trainable, value }];
    }),
  );
}

function weightOf(
  weights: ReadonlyMap<string, ModelWeight>,
  layer: InferredLayer,
  name: string,
): ModelWeight {
  const weight = weights.get(name);
  if (weight === undefined) throw new Error(`${layer.id} has no weight ${name}`);
  return weight;
}
