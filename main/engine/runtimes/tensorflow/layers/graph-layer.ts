import type { InferredLayer } from '../../../../../app/architecture/inferred-layer.ts';
import type { OutputName } from '../../../../../app/architecture/model-spec.ts';
import { Graph, type Value } from '../../../../../app/compiler/graph.ts';
import {
  channelsLast,
  type LayerTensor,
  type Layout,
  laidOut,
} from '../../../../../app/compiler/lower/layer-tensor.ts';
import { lowerLayer } from '../../../../../app/compiler/lower/lower-model.ts';
import type { Mode } from '../../../../../app/compiler/lower/lowering.ts';
import { type DrawPool, RandomPool } from '../../../../../app/compiler/lower/random-pool.ts';
import { giveFollowed, type Statistic } from '../../../../../app/compiler/lower/statistic.ts';
import { STEP_COUNTER, weightName } from '../../../../../app/compiler/model-weights.ts';
import { simplify } from '../../../../../app/compiler/passes/simplify.ts';
import type { LayerId } from '../../../../../app/ids.ts';
import type { Shape } from '../../../../../app/shape.ts';

/** A layer by itself as a graph. */
export interface LayerGraph {
  /** Takes `input <n>`, `@step` and weights by their full names; gives `output <n>`, and statistics as `<name>:next`. */
  readonly graph: Graph;
  /** Shapes of what it gives, without the batch: the layer's outputs, then the first one's mask. */
  readonly outputShapes: readonly Shape[];
}

export const inputName = (place: number): string => `input ${place}`;
export const outputNameAt = (place: number): string => `output ${place}`;

export interface LayerGraphOptions {
  readonly mode: Mode;
  readonly batchSize: number;
  readonly seed: number;
  readonly drawPool: DrawPool;
  /** See `compiledLayouts`. */
  readonly layouts: ReadonlyMap<OutputName, Layout>;
}

/**
 * Compiles one layer for TensorFlow: tensors enter and leave in Keras' order of axes, masks behind
 * them. Only a layer that draws random numbers computes in the order of the compiled step.
 */
export function layerGraph(layer: InferredLayer, options: LayerGraphOptions): LayerGraph {
  const plain = builtGraph(layer, options, new Map());
  const draws = plain.graph.nodes.some(({ op }) => op === 'poolWindow');
  return draws ? builtGraph(layer, options, options.layouts) : plain;
}

function builtGraph(
  layer: InferredLayer,
  { mode, batchSize, seed, drawPool }: LayerGraphOptions,
  layouts: LayerGraphOptions['layouts'],
): LayerGraph {
  const graph = new Graph();
  let place = 0;
  const enter = (shape: Shape): Value => {
    const value = graph.input(inputName(place), 'float32', [batchSize, ...shape]);
    place += 1;
    return value;
  };
  const values = layer.inputShapes.map(enter);
  const inputs = values.map((value, at): LayerTensor => {
    const masked = layer.inputsMasked[at] ?? false;
    const mask = masked ? enter([layer.inputShapes[at]?.[0] ?? 1]) : undefined;
    const name = layer.inputs[at];
    const layout = (name === undefined ? undefined : layouts.get(name)) ?? 'channels-last';
    return { ...laidOut(value, layout), mask };
  });
  const weights = new Map(
    layer.weights.map(({ name, shape }) => {
      const full = weightName(layer.id, name);
      return [full, graph.input(full, 'float32', shape)];
    }),
  );
  const step = graph.input(STEP_COUNTER.name, 'int64', []);
  const random = mode === 'training' ? new RandomPool(graph, seed, step, drawPool) : null;
  const statistics = new Map<string, Statistic>();
  const options = { mode, weights, random };
  // The losses count activities by a copy of the layer.
  const activities = new Map<LayerId, readonly LayerTensor[]>();
  const lowered = lowerLayer(graph, layer, inputs, { options, statistics, activities });
  const mask = lowered[0]?.mask;
  const given = [...lowered.map(channelsLast), ...(mask === undefined ? [] : [mask])];
  given.forEach((value, at) => {
    graph.outputs.set(outputNameAt(at), value);
  });
  giveFollowed(graph, statistics, weights);
  return { graph: simplify(graph), outputShapes: given.map(({ shape }) => shape.slice(1)) };
}
