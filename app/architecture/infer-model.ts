import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { elementCount, type Shape } from '../shape.ts';
import { inferLayer } from './infer-layer.ts';
import { type InferredOutputs, inferOutputs, namedOutputs } from './infer-outputs.ts';
import type { InferredLayer, LayerOutcome } from './inferred-layer.ts';
import { learns, type WeightSpec } from './layer-definition.ts';
import { inputNames, type ModelSpec, type OutputSpec, outputOf } from './model-spec.ts';

/** Two GiB of float32; with Adam's moments and the gradient, training such a model takes eight. */
export const MAXIMUM_PARAMETERS = 2 ** 29;

/** A model whose layers fit together. The first layer is an `Input`. */
export interface InferredModel {
  readonly name: string;
  /** In topological order. */
  readonly layers: readonly InferredLayer[];
  /** Of every `Input`, in order. */
  readonly inputShapes: readonly Shape[];
  /** The first one predicts. */
  readonly outputs: InferredOutputs;
  /** All weights, moving statistics included. */
  readonly parameters: number;
  readonly trainableParameters: number;
}

/** A model with every config resolved and every shape known, or the first thing that is wrong. */
export function inferModel(model: ModelSpec): Result<InferredModel> {
  const layers: InferredLayer[] = [];
  for (const { inferred, error } of inferLayers(model)) {
    if (error !== null) return fail(error);
    if (inferred !== null) layers.push(inferred);
  }
  const outputs = inferOutputs(model, layers);
  if (!outputs.ok) return outputs;
  const counts = layers.map((layer) => parameterCount(layer.weights));
  const parameters = counts.reduce((sum, count) => sum + count.total, 0);
  if (parameters > MAXIMUM_PARAMETERS) {
    const totals = counts.map(({ total }) => total);
    return fail({
      code: 'architecture/too-many-parameters',
      layerId: layers[totals.indexOf(Math.max(...totals))]?.id ?? '',
      parameters,
      maximum: MAXIMUM_PARAMETERS,
    });
  }
  return ok({
    name: model.name,
    layers,
    inputShapes: layers.filter(({ type }) => type === 'Input').map(({ shape }) => shape),
    outputs: outputs.value,
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
    if (learns(weight)) trainable += count;
  }
  return { total, trainable };
}

/** Infers layer by layer, going on behind a faulty one as far as possible. */
export function inferLayers(model: ModelSpec): readonly LayerOutcome[] {
  const outcomes = outcomesOf(model);
  // A faulty layer, or an output by a name that no layer has, may be what was meant to take it.
  const isThere = ({ layer }: OutputSpec) =>
    model.layers.some(({ id }) => id === outputOf(layer).layerId);
  if (outcomes.some(({ error }) => error !== null) || !namedOutputs(model).every(isThere)) {
    return outcomes;
  }
  return outcomes.map((outcome, index) => {
    if (isUsed(model, index)) return outcome;
    const takers = takersOf(model, index);
    const error = { code: 'architecture/layer-unused', layerId: outcome.layer.id, takers } as const;
    return { ...outcome, inferred: null, error };
  });
}

/** Each layer for itself, whether or not anything takes it. */
function outcomesOf(model: ModelSpec): readonly LayerOutcome[] {
  const outcomes: LayerOutcome[] = [];
  const byId = new Map<LayerId, LayerOutcome>();
  for (const [index, layer] of model.layers.entries()) {
    const result = byId.has(layer.id)
      ? fail({ code: 'architecture/layer-id-duplicate', layerId: layer.id })
      : inferLayer(model, index, layer, byId);
    const outcome: LayerOutcome = result.ok
      ? { layer, inferred: result.value, error: null }
      : { layer, inferred: null, error: result.error };
    outcomes.push(outcome);
    if (!byId.has(layer.id)) byId.set(layer.id, outcome);
  }
  return outcomes;
}

/**
 * Later layers that could take a layer's output, beside what they take or instead of one of it: all
 * shapes still fit then, and no other layer is left unused by it.
 */
function takersOf(model: ModelSpec, index: number): readonly LayerId[] {
  const id = model.layers[index]?.id;
  if (id === undefined) return [];
  const unused = (candidate: ModelSpec) =>
    candidate.layers.filter((_, place) => !isUsed(candidate, place)).length;
  const before = unused(model);
  const fits = (candidate: ModelSpec) =>
    unused(candidate) < before && outcomesOf(candidate).every(({ error }) => error === null);
  return model.layers
    .filter((layer, place) => {
      if (place <= index || layer.type === 'Input' || !isUsed(model, place)) return false;
      const inputs = inputNames(model, place);
      const changes = [[...inputs, id], ...inputs.map((_, at) => inputs.with(at, id))];
      return changes.some((changed) =>
        fits({ ...model, layers: model.layers.with(place, { ...layer, inputs: changed }) }),
      );
    })
    .map((layer) => layer.id);
}

/** Whether a later layer takes one of this one's outputs, or the model gives one. */
function isUsed(model: ModelSpec, index: number): boolean {
  const id = model.layers[index]?.id;
  return (
    namedOutputs(model).some(({ layer }) => outputOf(layer).layerId === id) ||
    model.layers.some(
      (_, later) =>
        later > index && inputNames(model, later).some((name) => outputOf(name).layerId === id),
    )
  );
}
