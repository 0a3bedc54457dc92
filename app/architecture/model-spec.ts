import type { LayerId } from '../ids.ts';

export type ConfigValue = string | number | boolean | null | readonly number[];

/**
 * One layer in Keras' vocabulary. `config` holds Keras argument names (`units`, `kernel_size`, …);
 * what is left out takes the catalogue's default.
 */
export interface LayerSpec {
  readonly id: LayerId;
  /** Keras class name, e.g. `Dense`; the catalogue lists what is known. */
  readonly type: string;
  readonly config: Readonly<Record<string, ConfigValue>>;
  /** Layers whose outputs it takes; the layer before it where left out. */
  readonly inputs?: readonly LayerId[] | undefined;
}

/** A network as users edit and store it; it has no weights. The first layer is `Input`. */
export interface ModelSpec {
  readonly version: 1;
  readonly name: string;
  readonly layers: readonly LayerSpec[];
}
