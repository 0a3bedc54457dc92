import type { LayerType } from '../../../../../app/architecture/catalogue.ts';
import type { InferredLayerOf } from '../../../../../app/architecture/inferred-layer.ts';
import type { Activation } from '../../../../../app/architecture/layer-definition.ts';
import type { TensorFlow, TfLayer } from '../tensorflow-types.ts';

/**
 * The layer that TensorFlow.js itself has for one of ours; null where this one asks for what
 * TensorFlow.js does not do, or does otherwise. Its weights are ours, in the same order.
 */
export type NativeLayer<Type extends LayerType> = (
  tf: TensorFlow,
  layer: InferredLayerOf<Type>,
  name: string,
) => TfLayer | null;

export type NativeLayerTable = { readonly [Type in LayerType]?: NativeLayer<Type> };

/** Weights get their values from the run's state. */
export const UNFILLED = 'zeros';

const ACTIVATIONS = {
  linear: 'linear',
  relu: 'relu',
  elu: 'elu',
  selu: 'selu',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  softplus: 'softplus',
  softsign: 'softsign',
  softmax: 'softmax',
} as const;

type NativeActivation = (typeof ACTIVATIONS)[keyof typeof ACTIVATIONS];

/** The activation by TensorFlow.js' name; null for one that it lacks or defines otherwise, as `hard_sigmoid`. */
export function nativeActivation(name: Activation): NativeActivation | null {
  const names: Partial<Record<Activation, NativeActivation>> = ACTIVATIONS;
  return names[name] ?? null;
}
