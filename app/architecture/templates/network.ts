import type { LayerId } from '../../ids.ts';
import { addLayer } from '../edit-model.ts';
import type { ConfigValue, ModelSpec, OutputName, OutputSpec } from '../model-spec.ts';

type Config = Readonly<Record<string, ConfigValue>>;

/** Writes a model layer by layer; each call answers the new layer's id, named as Keras would. */
export class Network {
  #model: ModelSpec;

  constructor(name: string) {
    this.#model = { version: 1, name, layers: [] };
  }

  /** @param inputs outputs that it takes; that of the layer before it where left out */
  add(type: string, config: Config = {}, ...inputs: readonly OutputName[]): LayerId {
    const { layers, ...model } = addLayer(this.#model, type, config);
    const layer = layers.at(-1);
    if (layer === undefined) throw new Error('A layer was added');
    const placed = inputs.length === 0 ? layer : { ...layer, inputs };
    this.#model = { ...model, layers: layers.with(-1, placed) };
    return layer.id;
  }

  /** The same under a name of its own, which losses and charts then have, too. */
  addAs(name: string, ...[type, config, ...inputs]: Parameters<Network['add']>): LayerId {
    const id = name as LayerId;
    this.add(type, config, ...inputs);
    const { layers, ...model } = this.#model;
    this.#model = {
      ...model,
      layers: layers.map((layer, at) => (at === layers.length - 1 ? { ...layer, id } : layer)),
    };
    return id;
  }

  /** The layer that was added last. */
  get last(): LayerId {
    const layer = this.#model.layers.at(-1);
    if (layer === undefined) throw new Error('No layer was added');
    return layer.id;
  }

  /** @param outputs what is trained; the last layer's output where left out */
  model(outputs?: readonly OutputSpec[]): ModelSpec {
    return outputs === undefined ? this.#model : { ...this.#model, outputs };
  }
}
