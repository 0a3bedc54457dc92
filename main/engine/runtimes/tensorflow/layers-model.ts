import type { FittedModel } from '../../../../app/architecture/fits-dataset.ts';
import type { InferredLayer } from '../../../../app/architecture/inferred-layer.ts';
import { type OutputName, outputName } from '../../../../app/architecture/model-spec.ts';
import { Graph, type Value } from '../../../../app/compiler/graph.ts';
import { channelsLast, type Layout } from '../../../../app/compiler/lower/layer-tensor.ts';
import { enteringTensors } from '../../../../app/compiler/lower/lower-model.ts';
import type { Mode } from '../../../../app/compiler/lower/lowering.ts';
import type { DrawPool } from '../../../../app/compiler/lower/random-pool.ts';
import { weightName } from '../../../../app/compiler/model-weights.ts';
import { layerInput, maskInput, type NeededOutput } from '../../../../app/compiler/step-parts.ts';
import { sampleShape } from '../../../../app/dataset/sample.ts';
import { sameShape } from '../../../../app/shape.ts';
import type { Constants } from './graph-program.ts';
import { compiledLayer } from './layers/compiled-layer.ts';
import { inputName, type LayerGraph, layerGraph, outputNameAt } from './layers/graph-layer.ts';
import { nativeLayer } from './layers/table.ts';
import type { StepMemory } from './step-memory.ts';
import type { TensorFlow, TfLayer, TfSymbolic, TfTensor, TfVariable } from './tensorflow-types.ts';

export interface LayersModelOptions {
  readonly mode: Mode;
  readonly batchSize: number;
  readonly seed: number;
  readonly drawPool: DrawPool;
  readonly layouts: ReadonlyMap<OutputName, Layout>;
  readonly constants: Constants;
  readonly memory: StepMemory;
  /** What it is to give. */
  readonly needed: readonly NeededOutput[];
}

/** A model of ours as a `tf.LayersModel`, as far as what is needed of it goes. */
export interface BuiltModel {
  /** Weights and statistics of its layers by their full names. */
  readonly variables: ReadonlyMap<string, TfVariable>;
  /** @param features float32 [batch, …sample] @returns what is needed, by `layerInput` and `maskInput` */
  apply(features: TfTensor): ReadonlyMap<string, TfTensor>;
  dispose(): void;
}

/** Builds the part of a model that is needed, out of TensorFlow.js' layers and custom ones. */
export function buildLayersModel(
  tf: TensorFlow,
  model: FittedModel,
  options: LayersModelOptions,
): BuiltModel {
  const { batchSize, needed } = options;
  const features = tf.input({ batchShape: [batchSize, ...sampleShape(model.input)] });
  const given = new Map<OutputName, TfSymbolic>();
  const masks = new Map<OutputName, TfSymbolic>();
  const scores = new Map(needed.map(({ name, isScores }) => [name, isScores]));
  const used = usedLayers(model, needed);
  const variables = new Map<string, TfVariable>();
  for (const [place, layer] of model.layers.entries()) {
    if (!used.has(layer.id)) continue;
    const name = `layer-${place}`;
    const made = makeLayer(tf, model, layer, {
      ...options,
      name,
      isScores: scores.get(layer.id) ?? false,
    });
    const inputs = layer.inputs.map((each) => symbol(given, each));
    const entering = layer.inputs.flatMap((each, at) =>
      layer.inputsMasked[at] ? [symbol(masks, each)] : [],
    );
    const outputs = applied(made, layer.type === 'Input' ? [features] : [...inputs, ...entering]);
    layer.outputShapes.forEach((_, at) => {
      given.set(outputName(layer.id, at), outputAt(outputs, at));
    });
    if (layer.masked) masks.set(layer.id, outputAt(outputs, layer.outputShapes.length));
    layer.weights.forEach((weight, at) => {
      const variable = made.weights[at]?.read();
      if (!(variable instanceof tf.Variable) || !sameShape(variable.shape, weight.shape)) {
        throw new Error(`${layer.id} has no ${weight.name} in TensorFlow`);
      }
      variables.set(weightName(layer.id, weight.name), variable);
    });
  }
  const names = needed.flatMap(({ name, masked }) => [
    layerInput(name),
    ...(masked ? [maskInput(name)] : []),
  ]);
  const outputs = needed.flatMap(({ name, masked }) => [
    symbol(given, name),
    ...(masked ? [symbol(masks, name)] : []),
  ]);
  const whole = tf.model({ inputs: features, outputs });
  return {
    variables,
    apply: (batch) => {
      // Only so it leaves tensors in between to `tf.tidy`, rather than disposing of some too early.
      const results = whole.apply(batch, { training: true });
      const tensors = (Array.isArray(results) ? results : [results]) as TfTensor[];
      return new Map(
        names.flatMap((name, place) => {
          const tensor = tensors[place];
          return tensor === undefined ? [] : [[name, tensor]];
        }),
      );
    },
    dispose: () => {
      whole.dispose();
    },
  };
}

function makeLayer(
  tf: TensorFlow,
  model: FittedModel,
  layer: InferredLayer,
  options: LayersModelOptions & { readonly name: string; readonly isScores: boolean },
): TfLayer {
  const { name, isScores } = options;
  const plain = isScores ? withoutActivation(layer) : layer;
  const native = nativeLayer(tf, plain, name);
  if (native !== null) return native;
  const compiled =
    layer.type === 'Input'
      ? enteringGraph(model, layer, options.batchSize)
      : layerGraph(layer, options);
  return compiledLayer(tf, layer, compiled, options);
}

/** A layer as it is before its activation. */
export function withoutActivation(layer: InferredLayer): InferredLayer {
  if (!('activation' in layer.config)) throw new Error(`${layer.id} has no activation`);
  return { ...layer, config: { ...layer.config, activation: 'linear' } } as InferredLayer;
}

/** An `Input`: the whole sample, or its part of it. */
function enteringGraph(model: FittedModel, layer: InferredLayer, batchSize: number): LayerGraph {
  const graph = new Graph();
  const shape = sampleShape(model.input);
  const sample: Value = graph.input(inputName(0), 'float32', [batchSize, ...shape]);
  const tensor = enteringTensors(model, sample).get(layer.id);
  if (tensor === undefined) throw new Error(`${layer.id} takes no part of the sample`);
  graph.outputs.set(outputNameAt(0), channelsLast(tensor));
  return { graph, outputShapes: [layer.shape] };
}

/** The layers that what is needed comes from. */
function usedLayers(model: FittedModel, needed: readonly NeededOutput[]): ReadonlySet<string> {
  const used = new Set<string>();
  const wanted = new Set<string>(needed.map(({ name }) => name));
  for (const layer of [...model.layers].reverse()) {
    const isWanted = layer.outputShapes.some((_, place) => wanted.has(outputName(layer.id, place)));
    if (!isWanted) continue;
    used.add(layer.id);
    for (const each of layer.inputs) wanted.add(each);
  }
  return used;
}

function symbol(known: ReadonlyMap<OutputName, TfSymbolic>, name: OutputName): TfSymbolic {
  const found = known.get(name);
  if (found === undefined) throw new Error(`${name} comes before its layer`);
  return found;
}

function outputAt(outputs: readonly TfSymbolic[], place: number): TfSymbolic {
  const found = outputs[place];
  if (found === undefined) throw new Error(`A layer gives only ${outputs.length} outputs`);
  return found;
}

function applied(layer: TfLayer, inputs: readonly TfSymbolic[]): readonly TfSymbolic[] {
  const [only] = inputs;
  const results = layer.apply(inputs.length === 1 && only !== undefined ? only : [...inputs]);
  return (Array.isArray(results) ? results : [results]) as TfSymbolic[];
}
