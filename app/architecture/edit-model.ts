import type { LayerId } from '../ids.ts';
import { findDefinition } from './catalogue.ts';
import {
  type ConfigValue,
  inputNames,
  type LayerSpec,
  type ModelSpec,
  type OutputName,
  type OutputSpec,
  outputName,
  outputOf,
} from './model-spec.ts';
import { fieldsOf } from './read-config.ts';

/**
 * Edits return a new model and never judge it: `checkModel` says what is wrong with the result.
 * Naming a layer that is not there is a bug of the caller and throws.
 */

/** Inserts a layer with an id of its own before position `index`; at the end by default. */
export function addLayer(
  model: ModelSpec,
  type: string,
  config: LayerSpec['config'] = {},
  index: number = model.layers.length,
): ModelSpec {
  const layer: LayerSpec = { id: freshLayerId(model, type), type, config };
  return { ...model, layers: model.layers.toSpliced(index, 0, layer) };
}

/** Takes a layer out; layers that named it as input take its own inputs instead, and so do outputs. */
export function removeLayer(model: ModelSpec, id: LayerId): ModelSpec {
  const index = layerIndex(model, id);
  const bypass = inputNames(model, index);
  const layers = model.layers.toSpliced(index, 1).map((layer) =>
    layer.inputs?.some((input) => outputOf(input).layerId === id)
      ? {
          ...layer,
          inputs: layer.inputs.flatMap((input) =>
            outputOf(input).layerId === id ? bypass : [input],
          ),
        }
      : layer,
  );
  return withOutputs({ ...model, layers }, (output) => {
    if (outputOf(output.layer).layerId !== id) return [output];
    return bypass.map((layer) => ({ ...output, layer }));
  });
}

/** Moves a layer so that it ends up at position `index`. */
export function moveLayer(model: ModelSpec, id: LayerId, index: number): ModelSpec {
  const from = layerIndex(model, id);
  const layer = layerAt(model, from);
  return { ...model, layers: model.layers.toSpliced(from, 1).toSpliced(index, 0, layer) };
}

/** Puts a copy right behind a layer; the copy takes the original's output. */
export function duplicateLayer(model: ModelSpec, id: LayerId): ModelSpec {
  const index = layerIndex(model, id);
  const { type, config } = layerAt(model, index);
  return addLayer(model, type, config, index + 1);
}

/**
 * Sets one argument; undefined takes it back to its default. Where others hang on it, as those of a
 * layer inside another do, what the layer does not take any more goes.
 */
export function setLayerConfig(
  model: ModelSpec,
  id: LayerId,
  key: string,
  value: ConfigValue | undefined,
): ModelSpec {
  return withLayer(model, id, (layer) => {
    const { [key]: _old, ...others } = layer.config;
    const config = value === undefined ? others : { ...layer.config, [key]: value };
    const definition = findDefinition(layer.type);
    if (definition?.innerFields === undefined) return { ...layer, config };
    const [before, after] = [layer.config, config].map((each) => fieldsOf(definition, each));
    const isGone = (name: string) =>
      Object.hasOwn(before ?? {}, name) && !Object.hasOwn(after ?? {}, name);
    const kept = Object.entries(config).filter(([name]) => !isGone(name));
    return { ...layer, config: Object.fromEntries(kept) };
  });
}

/** Sets which outputs a layer takes; undefined for that of the layer before it. */
export function setLayerInputs(
  model: ModelSpec,
  id: LayerId,
  inputs: readonly OutputName[] | undefined,
): ModelSpec {
  return withLayer(model, id, ({ inputs: _old, ...layer }) =>
    inputs === undefined ? layer : { ...layer, inputs },
  );
}

/**
 * Changes a layer's id, also where other layers name it as input. Of several layers of one id, which a model
 * file may have, the last gets the new one, and the first keeps those that take it.
 */
export function renameLayer(model: ModelSpec, id: LayerId, newId: LayerId): ModelSpec {
  const last = model.layers.findLastIndex((layer) => layer.id === id);
  if (model.layers.findIndex((layer) => layer.id === id) !== last) {
    const layers = model.layers.map((layer, at) => (at === last ? { ...layer, id: newId } : layer));
    return { ...model, layers };
  }
  const renamed = withLayer(model, id, (layer) => ({ ...layer, id: newId }));
  const layers = renamed.layers.map((layer) =>
    layer.inputs?.some((input) => outputOf(input).layerId === id)
      ? { ...layer, inputs: layer.inputs.map((input) => renamedOutput(input, id, newId)) }
      : layer,
  );
  return withOutputs({ ...renamed, layers }, (output) => [
    { ...output, layer: renamedOutput(output.layer, id, newId) },
  ]);
}

/** Replaces what is said of each output; none twice, and nothing where nothing is left. */
function withOutputs(
  { outputs, ...model }: ModelSpec,
  change: (output: OutputSpec) => readonly OutputSpec[],
): ModelSpec {
  const changed = outputs
    ?.flatMap(change)
    .filter(({ layer }, at, all) => all.findIndex((each) => each.layer === layer) === at);
  return changed === undefined || changed.length === 0 ? model : { ...model, outputs: changed };
}

function renamedOutput(name: OutputName, id: LayerId, newId: LayerId): OutputName {
  const { layerId, place } = outputOf(name);
  if (layerId !== id) return name;
  return outputName(newId, place);
}

/** An id as Keras makes them, unused in the model: `dense`, `dense_1`, `max_pooling2d`. */
export function freshLayerId(model: ModelSpec, type: string): LayerId {
  const base = type
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const taken = new Set<string>(model.layers.map((layer) => layer.id));
  let id = base;
  for (let count = 1; taken.has(id); count++) id = `${base}_${count}`;
  return id as LayerId;
}

function withLayer(
  model: ModelSpec,
  id: LayerId,
  change: (layer: LayerSpec) => LayerSpec,
): ModelSpec {
  const index = layerIndex(model, id);
  return { ...model, layers: model.layers.with(index, change(layerAt(model, index))) };
}

function layerIndex(model: ModelSpec, id: LayerId): number {
  const index = model.layers.findIndex((layer) => layer.id === id);
  if (index === -1) throw new Error(`No layer ${id} in the model`);
  return index;
}

function layerAt(model: ModelSpec, index: number): LayerSpec {
  const layer = model.layers[index];
  if (layer === undefined) throw new Error(`No layer at position ${index}`);
  return layer;
}
