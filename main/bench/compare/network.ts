import type { ConfigValue, LayerSpec, ModelSpec } from '../../../app/architecture/model-spec.ts';
import type { LayerId } from '../../../app/ids.ts';

type Config = Readonly<Record<string, ConfigValue>>;

/** Writes a model layer by layer; each call answers the new layer's id. */
export class Network {
  readonly #name: string;
  readonly #layers: LayerSpec[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** @param inputs the layers that it takes; the one before it where left out */
  add(type: string, config: Config = {}, ...inputs: readonly LayerId[]): LayerId {
    const id = `${type.toLowerCase()}-${this.#layers.length}` as LayerId;
    this.#layers.push({ id, type, config, ...(inputs.length > 0 && { inputs }) });
    return id;
  }

  model(): ModelSpec {
    return { version: 1, name: this.#name, layers: this.#layers };
  }
}
