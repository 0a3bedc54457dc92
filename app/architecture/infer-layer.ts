import { fail, ok, type Result } from '../errors.ts';
import type { Fields, ValuesOf } from '../field.ts';
import type { LayerId } from '../ids.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { BaseConfig } from './base-fields.ts';
import { CATALOGUE, findDefinition, LAYER_TYPES, type LayerType } from './catalogue.ts';
import { checkWeights } from './check-weights.ts';
import type { InferredLayer, LayerOutcome } from './inferred-layer.ts';
import { misplacedInput } from './input-order.ts';
import type { LayerDefinition } from './layer-definition.ts';
import {
  inputNames,
  type LayerSpec,
  type ModelSpec,
  type OutputName,
  outputName,
  outputOf,
} from './model-spec.ts';
import { learningWeights, readBaseConfig } from './read-base-config.ts';
import { fieldsOf, readLayerConfig } from './read-config.ts';
import { STARTER_CONFIGS } from './starter-config.ts';

/** Numbers that a layer may give for one sample: two GiB of float32. */
export const MAXIMUM_OUTPUT = 2 ** 29;

/**
 * One layer with its config read, its shapes and weights; null where one before it is at fault.
 * @param layer the one at `index`
 * @param before layers before it, by id
 */
export function inferLayer(
  model: ModelSpec,
  index: number,
  layer: LayerSpec,
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
    return fail({
      code: 'architecture/layer-unknown',
      layerId,
      type: layer.type,
      known: LAYER_TYPES,
    });
  }
  if (index === 0 && definition.type !== 'Input') {
    return fail({ code: 'architecture/input-not-first', layerId });
  }
  const read = readBaseConfig(layer);
  if (!read.ok) return read;
  const { base, own } = read.value;
  const config = readLayerConfig(definition, own);
  if (!config.ok) return config;
  const inputs = inputNames(model, index);
  const misplaced = misplacedInput(model, index);
  if (misplaced !== null) return fail(misplaced);
  const [minimum, maximum] = inputRange(definition);
  if (inputs.length < minimum || inputs.length > maximum) {
    const lacks = inputs.length < minimum;
    return fail({
      code: 'architecture/input-count',
      layerId,
      expected: lacks ? minimum : maximum,
      found: inputs.length,
      ...(minimum < maximum && { bound: lacks ? 'least' : 'most' }),
    });
  }
  const taken = takenOutputs(layerId, inputs, before);
  if (!taken.ok || taken.value === null) return taken.ok ? ok(null) : taken;
  const inputShapes = taken.value.map(({ shape }) => shape);
  const inputsMasked = taken.value.map(({ masked }) => masked);
  const masking = definition.masking ?? 'passes';
  if (masking === 'refuses' && inputsMasked.includes(true)) {
    return fail({
      code: 'architecture/mask-refused',
      layerId,
      type: definition.type,
      source: maskSource(inputs, before) ?? '',
      takers: maskTakers({ id: layerId, base, inputs, inputShapes, inputsMasked }),
    });
  }
  const inferred = inferConfigured(definition, {
    id: layerId,
    config: config.value,
    base,
    inputs,
    inputShapes,
    inputsMasked,
  });
  if (!inferred.ok) return inferred;
  const known = Object.keys(fieldsOf(definition, layer.config));
  const weights = learningWeights(inferred.value.weights, base, layer, known);
  return weights.ok ? ok({ ...inferred.value, weights: weights.value }) : weights;
}

/** A layer whose config has been read and whose inputs are known. */
export interface ConfiguredLayer {
  readonly id: LayerId;
  readonly config: ValuesOf<Fields>;
  readonly base: BaseConfig;
  readonly inputs: readonly OutputName[];
  readonly inputShapes: readonly Shape[];
  readonly inputsMasked: readonly boolean[];
}

/** Works out a layer's shapes, masks and weights. */
export function inferConfigured(
  definition: LayerDefinition,
  layer: ConfiguredLayer,
): Result<InferredLayer> {
  const { id, config, inputShapes, inputsMasked } = layer;
  const shape = definition.inferShape(config, inputShapes, id);
  if (!shape.ok) return shape;
  const numbers = elementCount(shape.value);
  if (numbers > MAXIMUM_OUTPUT) {
    return fail({
      code: 'architecture/output-too-large',
      layerId: id,
      shape: shape.value,
      numbers,
      maximum: MAXIMUM_OUTPUT,
    });
  }
  const weights = checkWeights(definition.weights(config, inputShapes), config, id);
  if (!weights.ok) return weights;
  const masking = definition.masking ?? 'passes';
  const inferred = {
    ...layer,
    type: definition.type,
    shape: shape.value,
    outputShapes: [shape.value, ...(definition.furtherOutputs?.(config, inputShapes) ?? [])],
    masked:
      definition.masksOutput?.(config, inputsMasked, inputShapes) ??
      (masking === 'passes' && inputsMasked.includes(true)),
    weights: weights.value,
  };
  // The definition has read the config, so that the two belong together.
  return ok(inferred as unknown as InferredLayer);
}

function inputRange({ inputCount }: LayerDefinition): readonly [number, number] {
  return typeof inputCount === 'number'
    ? [inputCount, inputCount]
    : [inputCount.minimum, inputCount.maximum];
}

interface TakenOutput {
  readonly shape: Shape;
  readonly masked: boolean;
}

/** What the layer takes, in order; null where a layer that it takes from is at fault. */
function takenOutputs(
  layerId: LayerId,
  inputs: readonly OutputName[],
  before: ReadonlyMap<LayerId, LayerOutcome>,
): Result<readonly TakenOutput[] | null> {
  const taken: TakenOutput[] = [];
  for (const input of inputs) {
    const { layerId: source, place } = outputOf(input);
    const outcome = before.get(source);
    if (outcome === undefined || outcome.inferred === null) return ok(null);
    const { outputShapes, masked } = outcome.inferred;
    const shape = outputShapes[place];
    if (shape === undefined) {
      const known = [...before.values()].flatMap((each) => outputNames(each.inferred));
      return fail({ code: 'architecture/input-missing', layerId, input, known });
    }
    taken.push({ shape, masked: masked && place === 0 });
  }
  return ok(taken);
}

/** Every output of a layer; none of one that is at fault. */
function outputNames(layer: InferredLayer | null): readonly OutputName[] {
  return layer?.outputShapes.map((_, place) => outputName(layer.id, place)) ?? [];
}

/** The layer that the mask of one of these outputs comes from. */
function maskSource(
  inputs: readonly OutputName[],
  before: ReadonlyMap<LayerId, LayerOutcome>,
): LayerId | null {
  for (const input of inputs) {
    const { layerId, place } = outputOf(input);
    const layer = before.get(layerId)?.inferred;
    if (layer?.masked && place === 0) return maskSource(layer.inputs, before) ?? layerId;
  }
  return null;
}

/**
 * Layer types that could stand where masked inputs are refused, as they are when newly added: those
 * behind which nothing is masked any more, or, where there is none, those that pass the mask on.
 */
function maskTakers(place: Omit<ConfiguredLayer, 'config'>): readonly LayerType[] {
  const takers: Record<'ending' | 'passing', LayerType[]> = { ending: [], passing: [] };
  for (const definition of Object.values<LayerDefinition>(CATALOGUE)) {
    const [minimum, maximum] = inputRange(definition);
    const found = place.inputs.length;
    if (definition.masking === 'refuses' || definition.tableRows !== undefined) continue;
    if (found < minimum || found > maximum) continue;
    const type = definition.type as LayerType;
    const config = readLayerConfig(definition, {
      id: place.id,
      type,
      config: STARTER_CONFIGS[type],
    });
    if (!config.ok) continue;
    const inferred = inferConfigured(definition, { ...place, config: config.value });
    if (inferred.ok) takers[inferred.value.masked ? 'passing' : 'ending'].push(type);
  }
  return takers.ending.length > 0 ? takers.ending : takers.passing;
}
