import { findDefinition, type LayerType } from '../../architecture/catalogue.ts';
import { inferConfigured } from '../../architecture/infer-layer.ts';
import type { InferredLayer } from '../../architecture/inferred-layer.ts';
import type { LayerSpec } from '../../architecture/model-spec.ts';
import { readBaseConfig } from '../../architecture/read-base-config.ts';
import { readLayerConfig } from '../../architecture/read-config.ts';
import type { Result } from '../../errors.ts';
import type { LayerId } from '../../ids.ts';
import { randomStream } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { type ExecutionPlan, STANDARD_PLAN } from '../execution-plan.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import {
  channelsFirst,
  channelsLast,
  type LayerTensor,
  type Layout,
  timeFirst,
} from '../lower/layer-tensor.ts';
import type { Lowering, Mode } from '../lower/lowering.ts';
import { RandomPool, sharedPools } from '../lower/random-pool.ts';
import { giveFollowed } from '../lower/statistic.ts';
import { LOWERINGS } from '../lower/table.ts';
import { add, multiply } from '../operators/elementwise.ts';
import { transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { gradientError } from './central-differences.ts';
import { disagreements } from './onnx-agreement.ts';
import type { OpenModel } from './onnx-runner.ts';
import { scatteredValues } from './scattered-values.ts';

const LAYER = 'layer' as LayerId;

/** Drawing one takes a tenth of a second. */
const POOLS = sharedPools();

/** One for each tensor, so that no two hold the same number. */
const OFFSETS = [0.3, 0.41421, 0.22361, 0.13473];

/** One layer by itself; shapes are without the batch. */
export interface LayerRequest {
  readonly type: LayerType;
  readonly config?: LayerSpec['config'];
  readonly inputShapes: readonly Shape[];
  /** How each input is laid out; channels last where left out. */
  readonly layouts?: readonly Layout[];
  /** [batch, time] of each masked input, 1 for steps that are there. */
  readonly masks?: readonly (readonly number[] | undefined)[];
  readonly batch?: number;
  readonly mode?: Mode;
  /** Decides inputs, weights and random numbers. */
  readonly seed?: number;
  /** Which step of a run random numbers are drawn at; the seed where left out. */
  readonly step?: number;
  /** For inputs that are whole numbers: below how many; they have no gradient. */
  readonly wholeBelow?: number;
  /** Smallest and largest input; −2 … 2 where left out. */
  readonly range?: readonly [number, number];
}

/** A layer as a graph: its first output, channels last, is `y`. */
export interface LayerCase {
  readonly layer: InferredLayer;
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Float32Array | BigInt64Array>>;
  /** Channels last. */
  readonly outputs: readonly Value[];
  readonly mask: Value | undefined;
  /** `x0`, `x1`, … and the weights that training changes, by name. */
  readonly sources: readonly Value[];
}

/** Lowers one layer on inputs and weights that a seed decides. */
export function layerCase(request: LayerRequest): LayerCase {
  const { batch = 3, mode = 'training', seed = 1, step = seed, range = [-2, 2] } = request;
  const layer = inferred(request);
  const numbers = randomStream(seed, 'layer case');
  const graph = new Graph();
  const feeds: Record<string, Float32Array | BigInt64Array> = {};
  const enter = (name: string, shape: Shape, [low, high]: readonly [number, number]) => {
    const offset = OFFSETS[Object.keys(feeds).length % OFFSETS.length];
    feeds[name] = scatteredValues(numbers, elementCount(shape), low, high, offset);
    return graph.input(name, 'float32', shape);
  };
  const values = request.inputShapes.map((shape, place) => {
    const name = `x${place}`;
    const value = enter(name, [batch, ...shape], range);
    const { wholeBelow } = request;
    if (wholeBelow !== undefined) {
      const count = elementCount(value.shape);
      feeds[name] = Float32Array.from({ length: count }, () => numbers.nextBelow(wholeBelow));
    }
    return value;
  });
  const weights = new Map(
    layer.weights.map(({ name, shape, trainable }) => [
      name,
      enter(name, shape, trainable ? [-1, 1] : [0.5, 1.5]),
    ]),
  );
  const inputs = values.map((value, place): LayerTensor => {
    const mask = request.masks?.[place];
    return {
      ...laidOut(value, request.layouts?.[place] ?? 'channels-last'),
      mask: mask && graph.constant(mask, 'float32', [batch, mask.length / batch]),
    };
  });
  const random = new RandomPool(graph, seed, graph.constant([step], 'int64', []), POOLS);
  const lower = LOWERINGS[layer.type] as Lowering<LayerType>;
  const [input] = inputs;
  if (input === undefined) throw new Error('A layer case needs an input');
  const lowered = lower(layer as never, input, {
    mode,
    graph,
    inputs,
    weight: (name) => {
      const value = weights.get(name);
      if (value === undefined) throw new Error(`No weight ${name}`);
      return value;
    },
    countActivity: () => {},
    updateStatistic: (name, next) => giveFollowed(graph, new Map([[name, next]]), weights),
    uniformNumbers: (shape, stream = '') => random.uniformNumbers(stream, shape),
    normalNumbers: (shape, stream = '') => random.normalNumbers(stream, shape),
    betaNumbers: (shape, alpha) => random.betaNumbers('', shape, alpha),
  });
  const tensors: readonly LayerTensor[] = 'layout' in lowered ? [lowered] : lowered;
  const outputs = tensors.map(channelsLast);
  outputs.forEach((output, place) => {
    graph.outputs.set(place === 0 ? 'y' : `y${place}`, output);
  });
  const mask = tensors[0]?.mask ?? inputs.find((each) => each.mask !== undefined)?.mask;
  const trainable = layer.weights.filter((weight) => weight.trainable);
  return {
    layer,
    graph,
    feeds,
    outputs,
    mask: layer.masked ? mask : undefined,
    sources: [
      ...(request.wholeBelow === undefined ? values : []),
      ...trainable.map(({ name }) => weights.get(name) as Value),
    ],
  };
}

function inferred(request: LayerRequest): InferredLayer {
  const layer = inferRequest(request);
  if (!layer.ok) throw new Error(JSON.stringify(layer.error));
  return layer.value;
}

/** Whether a layer is as its definition wants it. */
export function inferRequest(request: LayerRequest): Result<InferredLayer> {
  const { type, config = {}, inputShapes, masks } = request;
  const definition = findDefinition(type);
  if (definition === undefined) throw new Error(`No layer ${type}`);
  const base = readBaseConfig({ id: LAYER, type, config });
  if (!base.ok) return base;
  const read = readLayerConfig(definition, base.value.own);
  if (!read.ok) return read;
  return inferConfigured(definition, {
    id: LAYER,
    config: read.value,
    base: base.value.base,
    inputs: inputShapes.map((_, place) => `x${place}` as LayerId),
    inputShapes,
    inputsMasked: inputShapes.map((_, place) => masks?.[place] !== undefined),
  });
}

function laidOut(value: Value, layout: Layout): LayerTensor {
  const last: LayerTensor = { value, layout: 'channels-last' };
  switch (layout) {
    case 'channels-last':
      return last;
    case 'channels-first':
      return { value: channelsFirst(last), layout };
    case 'batch-last':
      return { value: transpose(value, [1, 0]), layout };
    case 'time-first':
      return { value: timeFirst(last), layout };
  }
}

/** A layer's first output, channels last, as the interpreter computes it. */
export function layerOutput(request: LayerRequest): readonly number[] {
  const { graph, feeds } = layerCase(request);
  return [...(interpret(graph, feeds as Record<string, Float32Array>).get('y')?.data ?? [])];
}

/** A number that every output has its own share in, so that no error cancels another. */
function lossOf({ graph, outputs }: LayerCase): Value {
  return outputs
    .map((y, place) => {
      const shares = Array.from({ length: elementCount(y.shape) }, (_, at) =>
        Math.sin(at + place + 1),
      );
      return sum(multiply(y, graph.constant(shares, 'float32', y.shape)));
    })
    .reduce(add);
}

/** Largest relative difference between a layer's gradients and central differences. */
export function layerGradientError(request: LayerRequest): number {
  const built = layerCase(request);
  return gradientError(lossOf(built), built.sources, built.feeds as Record<string, Float32Array>);
}

/** Where a layer's outputs and gradients on ONNX Runtime are not the interpreter's, in words. */
export async function layerDisagreements(
  request: LayerRequest,
  open: (bytes: Uint8Array) => Promise<OpenModel>,
  tolerance = 1e-4,
  execution: ExecutionPlan = STANDARD_PLAN,
): Promise<readonly string[]> {
  const built = layerCase(request);
  differentiate(lossOf(built), built.sources).forEach((gradient, place) => {
    built.graph.outputs.set(`gradient ${place}`, gradient);
  });
  return disagreements(built.graph, built.feeds, open, tolerance, execution);
}
