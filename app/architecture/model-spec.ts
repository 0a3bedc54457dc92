import type { LayerId } from '../ids.ts';
import type { LossSettings } from './losses.ts';

/** Lists hold sizes, null for one that is left open, or, such as the borders of an image, lists of them. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly (number | null | readonly number[])[];

/**
 * One layer in Keras' vocabulary. `config` holds Keras argument names (`units`, `kernel_size`, …);
 * what is left out takes the catalogue's default.
 */
export interface LayerSpec {
  readonly id: LayerId;
  /** Keras class name, e.g. `Dense`; the catalogue lists what is known. */
  readonly type: string;
  readonly config: Readonly<Record<string, ConfigValue>>;
  /** Outputs it takes, by layer or as `<layer>:<place>`; that of the layer before it where left out. */
  readonly inputs?: readonly OutputName[] | undefined;
}

/** A layer's first output by the layer's id, or any by its place: `lstm`, `lstm:1`. */
export type OutputName = LayerId | `${string}:${number}`;

/** The layer an output belongs to, and its place among that layer's outputs. */
export function outputOf(name: OutputName): { readonly layerId: LayerId; readonly place: number } {
  const at = name.lastIndexOf(':');
  return at === -1
    ? { layerId: name as LayerId, place: 0 }
    : { layerId: name.slice(0, at) as LayerId, place: Number(name.slice(at + 1)) };
}

/** The name of a layer's output by its place: the first one goes by the layer's id. */
export function outputName(layerId: LayerId, place: number): OutputName {
  return place === 0 ? layerId : `${layerId}:${place}`;
}

/** Outputs that a layer takes: those it names, otherwise that of the layer before it. */
export function inputNames(model: ModelSpec, index: number): readonly OutputName[] {
  const layer = model.layers[index];
  if (layer?.inputs !== undefined) return layer.inputs;
  const before = model.layers[index - 1];
  return before === undefined || layer?.type === 'Input' ? [] : [before.id];
}

/** A layer's output that is trained. */
export interface OutputSpec {
  readonly layer: OutputName;
  /** The plan's where left out, or the one that goes with another target than the first output's. */
  readonly loss?: LossSettings['name'] | undefined;
  /** What its loss is multiplied by before all are added up; 1 where left out. */
  readonly weight?: number | undefined;
  /**
   * What it is to give: the dataset's target, or the sample itself; the target where left out. Of boxes, the
   * target is where centres are, and sizes and offsets are given by outputs of their own.
   */
  readonly target?: TargetSource | undefined;
}

export const TARGET_SOURCES = ['target', 'features', 'sizes', 'offsets'] as const;
export type TargetSource = (typeof TARGET_SOURCES)[number];

/** A network as users edit and store it; it has no weights. The first layer is `Input`. */
export interface ModelSpec {
  readonly version: 1;
  readonly name: string;
  readonly layers: readonly LayerSpec[];
  /** What is trained; the first one predicts. The last layer's where left out. */
  readonly outputs?: readonly OutputSpec[] | undefined;
}
