import type { FittedModel } from '../architecture/fits-dataset.ts';
import type { InferredLayer } from '../architecture/inferred-layer.ts';
import { learns } from '../architecture/layer-definition.ts';
import { type OutputName, outputName, outputOf } from '../architecture/model-spec.ts';
import { sampleShape, sampleType, targetShape, targetType } from '../dataset/sample.ts';
import type { LayerId } from '../ids.ts';
import type { FittedMetric } from '../metrics/fit-metrics.ts';
import type { MeasurePlan } from '../metrics/measures.ts';
import { augmentFeatures } from './augment-features.ts';
import type { StateTensor } from './compiled.ts';
import { inferredBatch, PRESENT } from './forward-pass.ts';
import { Graph } from './graph.ts';
import { activate } from './lower/activations.ts';
import { channelsLast, type LayerTensor, type Layout, laidOut } from './lower/layer-tensor.ts';
import { lowerLayer, lowerModel } from './lower/lower-model.ts';
import type { Mode } from './lower/lowering.ts';
import { type DrawPool, RandomPool } from './lower/random-pool.ts';
import { giveFollowed, type Statistic } from './lower/statistic.ts';
import { modelWeights, STEP_COUNTER, stateTensor } from './model-weights.ts';
import type { CarriedTensor } from './onnx/carried-state.ts';
import { FEATURES, NEXT, TARGET, WEIGHT } from './onnx/edges.ts';
import { concatenate } from './operators/movement.ts';
import type { OptimizerSettings } from './optimizers/settings.ts';
import { ruleFor } from './optimizers/table.ts';
import { simplify } from './passes/simplify.ts';
import { measuredBatch } from './training-step.ts';
import { type WeightBlock, weightBlocks } from './weight-blocks.ts';
import { updatedBlocks } from './weight-update.ts';

// A training step in parts, for a runtime that differentiates by itself: its layers and gradients
// are the runtime's, what stands around them is compiled as in `training-step.ts`.

/** An update by itself: from gradients and the state to the next state. */
export interface UpdatePart {
  /** Takes `@step`, carried tensors by name, and gradients by `gradientName`; gives `<name>:next`. */
  readonly graph: Graph;
  readonly blocks: readonly WeightBlock[];
  /** Blocks of weights, then what the optimiser keeps. */
  readonly carried: readonly CarriedTensor[];
}

export const gradientName = (weight: string): string => `${weight}@gradient`;

/** The update of a model's trained weights: clipping, schedule, decay, averages and all. */
export function updatePart(
  model: FittedModel,
  settings: OptimizerSettings,
  plannedSteps: number | undefined,
): UpdatePart {
  const graph = new Graph();
  const step = graph.input(STEP_COUNTER.name, 'int64', []);
  const trained = modelWeights(model).filter(learns);
  const blocks = weightBlocks(trained, (weight) => ruleFor(weight, settings));
  const open = blocks.map((block) => ({
    block,
    value: graph.input(block.name, 'float32', block.shape),
    gradients: block.weights.map(({ name, shape }) =>
      graph.input(gradientName(name), 'float32', shape),
    ),
  }));
  const next = updatedBlocks(open, settings, step, { plannedSteps });
  for (const [{ name }, value] of next) graph.outputs.set(name + NEXT, value);
  return { graph: simplify(graph), blocks, carried: next.map(([tensor]) => tensor) };
}

/** What a step carries that no optimiser changes: statistics, and weights that are frozen. */
export function keptTensors(model: FittedModel): readonly StateTensor[] {
  return modelWeights(model)
    .filter((weight) => !learns(weight))
    .map(stateTensor);
}

/** Samples, changed as training sees them: from `features`, float32, and `@step` to `features`. */
export function augmentationPart(
  model: FittedModel,
  {
    batchSize,
    seed,
    drawPool,
  }: { readonly batchSize: number; readonly seed: number; readonly drawPool: DrawPool },
): Graph | null {
  if (model.augmentation.length === 0) return null;
  const graph = new Graph();
  const features = graph.input(FEATURES, 'float32', [batchSize, ...sampleShape(model.input)]);
  const step = graph.input(STEP_COUNTER.name, 'int64', []);
  const random = new RandomPool(graph, seed, step, drawPool);
  graph.outputs.set(FEATURES, augmentFeatures(model, features, random));
  return simplify(graph);
}

/** The end of a pass by itself: from outputs of layers to the loss and what is measured. */
export interface LossPart {
  /**
   * Takes `features`, `target`, `weight` or `present` where there are such, `@step`, weights by name
   * and outputs of layers by `layerInput` and `maskInput`. In training it gives `objective`,
   * `measures` and statistics as `<name>:next`, else what `buildForwardPass` does.
   */
  readonly graph: Graph;
  readonly measures: MeasurePlan;
  /** The outputs of layers that it takes. */
  readonly needed: readonly NeededOutput[];
}

export interface NeededOutput {
  readonly name: OutputName;
  readonly masked: boolean;
  /** Whether it is taken as it was before the layer's activation, which a loss looks through. */
  readonly isScores: boolean;
}

export const layerInput = (name: OutputName): string => `${name}@layer`;
export const maskInput = (name: OutputName): string => `${name}@mask`;

export interface LossPartOptions {
  readonly mode: Mode;
  readonly batchSize: number;
  readonly seed: number;
  readonly metrics: readonly FittedMetric[];
  readonly classWeights: readonly number[] | null;
  /** Whether the runtime can give a layer's output without its activation. */
  readonly givesScores: (layer: InferredLayer) => boolean;
  readonly drawPool: DrawPool;
  /** See `compiledLayouts`. */
  readonly layouts: ReadonlyMap<OutputName, Layout>;
}

/**
 * How the compiled step lays out what each layer gives. Random numbers fall on values in this order,
 * so that who would draw the same must follow it.
 */
export function compiledLayouts(
  model: FittedModel,
  batchSize: number,
): ReadonlyMap<OutputName, Layout> {
  const graph = new Graph();
  const features = graph.input(FEATURES, 'float32', [batchSize, ...sampleShape(model.input)]);
  const step = graph.input(STEP_COUNTER.name, 'int64', []);
  const weights = new Map(
    modelWeights(model).map(({ name, shape }) => [name, graph.input(name, 'float32', shape)]),
  );
  const random = new RandomPool(graph, 0, step, (_seed, size) => new Float32Array(size));
  const { tensors } = lowerModel(graph, model, features, { mode: 'training', weights, random });
  return new Map(
    [...tensors].flatMap(([id, outputs]) =>
      outputs.map(({ layout }, place) => [outputName(id, place), layout] as const),
    ),
  );
}

/** The losses and measures of a model. A layer whose output the loss looks into is made here. */
export function lossPart(model: FittedModel, options: LossPartOptions): LossPart {
  const { mode, batchSize, seed, metrics, classWeights, givesScores, drawPool, layouts } = options;
  const graph = new Graph();
  const { input } = model;
  const features = graph.input(FEATURES, sampleType(input), [batchSize, ...sampleShape(input)]);
  const target = graph.input(TARGET, targetType(model.target), [
    batchSize,
    ...targetShape(model.target),
  ]);
  const weight = model.weighted ? graph.input(WEIGHT, 'float32', [batchSize]) : undefined;
  const step = graph.input(STEP_COUNTER.name, 'int64', []);
  const random = new RandomPool(graph, seed, step, drawPool);
  const values = new Map(
    modelWeights(model).map(({ name, shape }) => [name, graph.input(name, 'float32', shape)]),
  );
  const ends = new LayerEnds(graph, model, batchSize);
  const statistics = new Map<string, Statistic>();
  const activities = new Map<LayerId, readonly LayerTensor[]>();
  const lowering = { mode, weights: values, random: mode === 'training' ? random : null };
  const lower = (layer: InferredLayer) => {
    const inputs = layer.inputs.map((each) => {
      const tensor = ends.take(each);
      const { mask } = tensor;
      return { ...laidOut(channelsLast(tensor), layouts.get(each) ?? 'channels-last'), mask };
    });
    const found = { options: lowering, statistics, activities };
    ends.set(layer.id, lowerLayer(graph, layer, inputs, found));
  };
  for (const { name, loss } of model.outputs) {
    const layer = ends.layer(name);
    const isSampled = mode === 'training' && loss.name === 'sampled_softmax';
    if (isSampled) for (const each of layer.inputs) ends.take(each);
    if (layer.type === 'Input') ends.take(name);
    else if (givesScores(layer) && 'activation' in layer.config) {
      ends.set(layer.id, [activate(ends.scores(name), layer.config.activation)]);
    } else lower(layer);
  }
  // What is counted of them may lie inside them.
  for (const layer of model.layers) {
    const { config } = layer;
    const isCounted = 'activity_regularizer' in config && config.activity_regularizer !== null;
    if (isCounted && !ends.made.has(layer.id)) lower(layer);
  }
  const lowered = { tensors: ends.tensors, activities, statistics };
  if (mode === 'inference') {
    const present = graph.input(PRESENT, 'float32', [batchSize]);
    const batch = { features, target, weight, present };
    const measures = inferredBatch(model, lowered, batch, values, metrics);
    return { graph: simplify(graph), measures, needed: ends.needed };
  }
  const measured = measuredBatch(model, lowered, {
    batch: { features, target },
    weight,
    random,
    values,
    metrics,
    classWeights,
  });
  graph.outputs.set('objective', measured.objective);
  graph.outputs.set('measures', concatenate(measured.values, 0));
  giveFollowed(graph, statistics, values);
  return { graph: simplify(graph), measures: measured.measures, needed: ends.needed };
}

/** Outputs of layers as they enter a graph. */
class LayerEnds {
  readonly tensors = new Map<LayerId, readonly LayerTensor[]>();
  readonly needed: NeededOutput[] = [];
  /** Layers whose outputs are computed in the graph. */
  readonly made = new Set<LayerId>();
  readonly #graph: Graph;
  readonly #model: FittedModel;
  readonly #batchSize: number;

  constructor(graph: Graph, model: FittedModel, batchSize: number) {
    this.#graph = graph;
    this.#model = model;
    this.#batchSize = batchSize;
  }

  layer(name: OutputName): InferredLayer {
    const { layerId } = outputOf(name);
    const layer = this.#model.layers.find(({ id }) => id === layerId);
    if (layer === undefined) throw new Error(`The model has no ${layerId}`);
    return layer;
  }

  set(layerId: LayerId, tensors: readonly LayerTensor[]): void {
    this.tensors.set(layerId, tensors);
    this.made.add(layerId);
  }

  /** A layer's output as an input of the graph. */
  take(name: OutputName): LayerTensor {
    const { layerId, place } = outputOf(name);
    const known = this.tensors.get(layerId)?.[place];
    if (known !== undefined) return known;
    const layer = this.layer(name);
    const masked = place === 0 && layer.masked;
    const tensor = this.#entering(name, masked, false);
    const others = [...(this.tensors.get(layerId) ?? [])];
    others[place] = tensor;
    this.tensors.set(layerId, others);
    return tensor;
  }

  /** A layer's output as it is before its activation. */
  scores(name: OutputName): LayerTensor {
    return this.#entering(name, false, true);
  }

  #entering(name: OutputName, masked: boolean, isScores: boolean): LayerTensor {
    const { place } = outputOf(name);
    const shape = this.layer(name).outputShapes[place] ?? [];
    this.needed.push({ name, masked, isScores });
    const value = this.#graph.input(layerInput(name), 'float32', [this.#batchSize, ...shape]);
    const [time = 1] = shape;
    return {
      value,
      layout: 'channels-last',
      mask: masked
        ? this.#graph.input(maskInput(name), 'float32', [this.#batchSize, time])
        : undefined,
    };
  }
}
