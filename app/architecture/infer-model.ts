import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { elementCount, type Shape } from '../shape.ts';
import { findDefinition, type LayerConfig, type LayerType } from './catalogue.ts';
import type { WeightSpec } from './layer-definition.ts';
import type { LayerSpec, ModelSpec } from './model-spec.ts';
import { readConfig } from './read-config.ts';

/** Two GiB of float32; with Adam's moments and the gradient, training such a model takes eight. */
export const MAXIMUM_PARAMETERS = 2 ** 29;

/** One layer with all that follows from the model: shapes are without the batch axis. */
export interface InferredLayerOf<Type extends LayerType> {
  readonly id: LayerId;
  readonly type: Type;
  readonly config: LayerConfig<Type>;
  readonly inputs: readonly LayerId[];
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
  readonly weights: readonly WeightSpec[];
}

/** Discriminated by `type`: a switch over it knows each config's fields. */
export type InferredLayer = { [Type in LayerType]: InferredLayerOf<Type> }[LayerType];

/** A model whose layers fit together. The first layer is `Input`, the last one the output. */
export interface InferredModel {
  readonly name: string;
  /** In topological order. */
  readonly layers: readonly InferredLayer[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** All weights, moving statistics included. */
  readonly parameters: number;
  readonly trainableParameters: number;
}

/** One layer on the way: inferred, at fault, or (both null) behind one that is. */
export interface LayerOutcome {
  readonly layer: LayerSpec;
  readonly inferred: InferredLayer | null;
  readonly error: AppError | null;
}

/** A model with every config resolved and every shape known, or the first thing that is wrong. */
export function inferModel(model: ModelSpec): Result<InferredModel> {
  const layers: InferredLayer[] = [];
  for (const { inferred, error } of inferLayers(model)) {
    if (error !== null) return fail(error);
    if (inferred !== null) layers.push(inferred);
  }
  const [first] = layers;
  const last = layers.at(-1);
  if (first === undefined || last === undefined) return fail({ code: 'architecture/no-layers' });
  const counts = layers.map((layer) => parameterCount(layer.weights));
  const parameters = counts.reduce((sum, count) => sum + count.total, 0);
  if (parameters > MAXIMUM_PARAMETERS) {
    return fail({
      code: 'architecture/too-many-parameters',
      parameters,
      maximum: MAXIMUM_PARAMETERS,
    });
  }
  return ok({
    name: model.name,
    layers,
    inputShape: first.shape,
    outputShape: last.shape,
    parameters,
    trainableParameters: counts.reduce((sum, count) => sum + count.trainable, 0),
  });
}

/** Numbers that a layer's weights hold, and how many of them training changes. */
export function parameterCount(weights: readonly WeightSpec[]): {
  readonly total: number;
  readonly trainable: number;
} {
  let total = 0;
  let trainable = 0;
  for (const weight of weights) {
    const count = elementCount(weight.shape);
    total += count;
    if (weight.trainable) trainable += count;
  }
  return { total, trainable };
}

/** Infers layer by layer, going on behind a faulty one as far as possible. */
export function inferLayers(model: ModelSpec): readonly LayerOutcome[] {
  const outcomes: LayerOutcome[] = [];
  const byId = new Map<LayerId, LayerOutcome>();
  for (const [index, layer] of model.layers.entries()) {
    const result = byId.has(layer.id)
      ? fail({ code: 'architecture/layer-id-duplicate', layerId: layer.id })
      : inferLayer(layer, index === 0, inputIds(model, index), byId);
    const outcome: LayerOutcome = result.ok
      ? { layer, inferred: result.value, error: null }
      : { layer, inferred: null, error: result.error };
    outcomes.push(outcome);
    if (!byId.has(layer.id)) byId.set(layer.id, outcome);
  }
  // A faulty layer may be the one that was meant to take it.
  if (outcomes.some((outcome) => outcome.error !== null)) return outcomes;
  return outcomes.map((outcome, index) =>
    !isUsed(model, index)
      ? {
          ...outcome,
          inferred: null,
          error: { code: 'architecture/layer-unused', layerId: outcome.layer.id },
        }
      : outcome,
  );
}

/** Ids of the layers whose outputs a layer takes: those it names, otherwise the one before it. */
export function inputIds(model: ModelSpec, index: number): readonly LayerId[] {
  const named = model.layers[index]?.inputs;
  if (named !== undefined) return named;
  const before = model.layers[index - 1];
  return before === undefined ? [] : [before.id];
}

/** The layer inferred; null where one before it is at fault. */
function inferLayer(
  layer: LayerSpec,
  isFirst: boolean,
  inputs: readonly LayerId[],
  before: ReadonlyMap<LayerId, LayerOutcome>,
): Result<InferredLayer | null> {
  const layerId = layer.id;
  // Ids become parts of weight names and of file names.
  if (!/^[A-Za-z][\w.-]{0,63}$/.test(layerId)) {
    return fail({
      code: 'architecture/config-invalid',
      layerId,
      key: 'id',
      value: layerId,
      expected: '[A-Za-z][A-Za-z0-9_.-]{0,63}',
    });
  }
  const definition = findDefinition(layer.type);
  if (definition === undefined) {
    return fail({ code: 'architecture/layer-unknown', layerId, type: layer.type });
  }
  if (isFirst !== (definition.type === 'Input')) {
    return fail({ code: 'architecture/input-not-first', layerId });
  }
  const config = readConfig(definition.fields, layer);
  if (!config.ok) return config;
  if (inputs.length !== definition.inputCount) {
    return fail({
      code: 'architecture/input-count',
      layerId,
      expected: definition.inputCount,
      found: inputs.length,
    });
  }
  const inputShapes: Shape[] = [];
  for (const input of inputs) {
    const source = before.get(input);
    if (source === undefined) return fail({ code: 'architecture/input-missing', layerId, input });
    if (source.inferred === null) return ok(null);
    inputShapes.push(source.inferred.shape);
  }
  const shape = definition.inferShape(config.value, inputShapes, layerId);
  if (!shape.ok) return shape;
  const inferred = {
    id: layerId,
    type: definition.type,
    config: config.value,
    inputs,
    inputShapes,
    shape: shape.value,
    weights: definition.weights(config.value, inputShapes),
  };
  // The definition found under `type` has read the config, so that the two belong together.
  return ok(inferred as unknown as InferredLayer);
}

/** Whether a later layer takes this one's output, or it is the model's output itself. */
function isUsed(model: ModelSpec, index: number): boolean {
  const id = model.layers[index]?.id;
  return (
    index === model.layers.length - 1 ||
    model.layers.some((_, later) => later > index && inputIds(model, later).some((i) => i === id))
  );
}
