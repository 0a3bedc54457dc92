import type { FittedModel } from '../../architecture/fits-dataset.ts';
import type { InferredLayer } from '../../architecture/inferred-layer.ts';
import { outputOf } from '../../architecture/model-spec.ts';
import type { LayerId } from '../../ids.ts';
import { elementCount } from '../../shape.ts';
import type { Graph, Value } from '../graph.ts';
import { type WeightValues, weightName } from '../model-weights.ts';
import { reshape, split } from '../operators/movement.ts';
import { featuresTensor, type LayerTensor } from './layer-tensor.ts';
import type { Lowering, LoweringContext, Mode } from './lowering.ts';
import type { RandomPool } from './random-pool.ts';
import type { Statistic } from './statistic.ts';
import { LOWERINGS } from './table.ts';

export interface LoweringOptions {
  readonly mode: Mode;
  /** Every weight and statistic of the model by its full name, in Keras' layout. */
  readonly weights: WeightValues;
  /** Source of dropout's numbers; null in inference, which needs none. */
  readonly random: RandomPool | null;
  /** Whether recurrent layers may be operators of their own: see `LoweringContext`. */
  readonly wholeSequences?: boolean | undefined;
}

export interface LoweredModel {
  /** Outputs of every layer. */
  readonly tensors: ReadonlyMap<LayerId, readonly LayerTensor[]>;
  /** What regularisers of activities count, by layers whose outputs it is not. */
  readonly activities: ReadonlyMap<LayerId, readonly LayerTensor[]>;
  /** In training: how statistics go on after this step, by full name. */
  readonly statistics: ReadonlyMap<string, Statistic>;
}

/** What layers are lowered with, and what is found meanwhile. */
interface Surroundings {
  readonly options: LoweringOptions;
  readonly statistics: Map<string, Statistic>;
  readonly activities: Map<LayerId, readonly LayerTensor[]>;
}

type Model = Pick<FittedModel, 'layers' | 'share'>;

/**
 * Appends a model's forward pass to a graph, one layer after the other.
 * @param features [batch, …sample] float32, channels last
 */
export function lowerModel(
  graph: Graph,
  model: Model,
  features: Value,
  options: LoweringOptions,
): LoweredModel {
  const statistics = new Map<string, Statistic>();
  const tensors = new Map<LayerId, readonly LayerTensor[]>();
  const activities = new Map<LayerId, readonly LayerTensor[]>();
  const entering = enteringTensors(model, features);
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((name) => {
      const { layerId, place } = outputOf(name);
      const tensor = tensors.get(layerId)?.[place];
      if (tensor === undefined) throw new Error(`${layer.id} comes before its input ${name}`);
      return tensor;
    });
    const own = entering.get(layer.id);
    const given = own === undefined ? inputs : [own];
    const surroundings = { options, statistics, activities };
    tensors.set(layer.id, lowerLayer(graph, layer, given, surroundings));
  }
  return { tensors, activities, statistics };
}

/** What each `Input` gives: the whole sample, or its part of it. */
export function enteringTensors(model: Model, features: Value): ReadonlyMap<LayerId, LayerTensor> {
  const inputs = model.layers.filter(({ type }) => type === 'Input');
  if (model.share === 'whole') {
    const whole = featuresTensor(features);
    return new Map(inputs.map(({ id }) => [id, whole]));
  }
  const [batch = 1] = features.shape;
  const flat = reshape(features, [batch, elementCount(features.shape) / batch]);
  const sizes = inputs.map(({ shape }) => elementCount(shape));
  const unread = (flat.shape[1] ?? 0) - sizes.reduce((sum, size) => sum + size, 0);
  const parts = split(flat, 1, unread > 0 ? [...sizes, unread] : sizes);
  return new Map(
    inputs.map(({ id, shape }, place) => {
      const part = parts[place];
      if (part === undefined) throw new Error(`${id} has no part of the sample`);
      return [id, featuresTensor(reshape(part, [batch, ...shape]))];
    }),
  );
}

/** Appends one layer to a graph: all of its outputs; `statistics` are added to. */
export function lowerLayer(
  graph: Graph,
  layer: InferredLayer,
  inputs: readonly LayerTensor[],
  surroundings: Surroundings,
): readonly LayerTensor[] {
  const [input] = inputs;
  if (input === undefined) throw new Error(`${layer.id} takes nothing`);
  const lower = LOWERINGS[layer.type] as Lowering<InferredLayer['type']>;
  const context = layerContext(graph, layer.id, inputs, surroundings);
  const lowered = graph.within(layer.id, () => lower(layer, input, context));
  const [first, ...further] = 'layout' in lowered ? [lowered] : lowered;
  if (first === undefined) throw new Error(`${layer.id} gives nothing`);
  const mask = first.mask ?? inputs.find((each) => each.mask !== undefined)?.mask;
  return [{ ...first, mask: layer.masked ? mask : undefined }, ...further];
}

function layerContext(
  graph: Graph,
  layerId: LayerId,
  inputs: readonly LayerTensor[],
  { options: { mode, weights, random, wholeSequences }, statistics, activities }: Surroundings,
): LoweringContext {
  const drawn = (): RandomPool => {
    if (random === null) throw new Error(`${layerId} draws random numbers in inference`);
    return random;
  };
  const drawer = (stream: string | undefined): string =>
    stream === undefined ? layerId : `${layerId}/${stream}`;
  return {
    mode,
    graph,
    inputs,
    wholeSequences,
    weight: (name) => {
      const value = weights.get(weightName(layerId, name));
      if (value === undefined) throw new Error(`${layerId} has no weight ${name}`);
      return value;
    },
    updateStatistic: (name, next) => statistics.set(weightName(layerId, name), next),
    countActivity: (...values) =>
      activities.set(layerId, [...(activities.get(layerId) ?? []), ...values]),
    uniformNumbers: (shape, stream) => drawn().uniformNumbers(drawer(stream), shape),
    normalNumbers: (shape, stream) => drawn().normalNumbers(drawer(stream), shape),
    betaNumbers: (shape, alpha) => drawn().betaNumbers(layerId, shape, alpha),
  };
}
