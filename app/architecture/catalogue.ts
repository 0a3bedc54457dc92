import type { ValuesOf } from '../field.ts';
import { ACTIVATION_LAYERS } from './activation-layers.ts';
import { ATTENTION_LAYERS } from './attention-layers.ts';
import { AUGMENTATION_LAYERS } from './augmentation-layers.ts';
import { CONVOLUTION_LAYERS } from './convolution-layers.ts';
import { activation, dense, input } from './core-layers.ts';
import { DEPTHWISE_LAYERS } from './depthwise-layers.ts';
import { embedding, masking } from './embedding-layers.ts';
import { GLOBAL_POOLING_LAYERS } from './global-pooling-layers.ts';
import type { LayerDefinition } from './layer-definition.ts';
import { MERGE_LAYERS } from './merge-layers.ts';
import { NORMALIZATION_LAYERS } from './normalization-layers.ts';
import { POOLING_LAYERS } from './pooling-layers.ts';
import { POSITION_LAYERS } from './position-layers.ts';
import { PREPROCESSING_LAYERS } from './preprocessing-layers.ts';
import { RECURRENT_LAYERS } from './recurrent-layers.ts';
import { REGULARIZATION_LAYERS } from './regularization-layers.ts';
import { RESHAPING_LAYERS } from './reshaping-layers.ts';
import { RESIZING_LAYERS } from './resizing-layers.ts';
import { TRANSFORMER_LAYERS } from './transformer-layers.ts';
import { TRANSPOSED_CONVOLUTION_LAYERS } from './transposed-convolution-layers.ts';
import { bidirectional, timeDistributed, typesOfSteps } from './wrapper-layers.ts';

/** Layers that stand by themselves. */
const LAYERS = {
  Dense: dense,
  Activation: activation,
  Input: input,
  ...PREPROCESSING_LAYERS,
  ...AUGMENTATION_LAYERS,
  ...CONVOLUTION_LAYERS,
  ...DEPTHWISE_LAYERS,
  ...TRANSPOSED_CONVOLUTION_LAYERS,
  ...POOLING_LAYERS,
  ...GLOBAL_POOLING_LAYERS,
  ...RESHAPING_LAYERS,
  ...RESIZING_LAYERS,
  ...REGULARIZATION_LAYERS,
  Embedding: embedding,
  Masking: masking,
  ...RECURRENT_LAYERS,
  ...POSITION_LAYERS,
  ...ATTENTION_LAYERS,
  ...TRANSFORMER_LAYERS,
  ...NORMALIZATION_LAYERS,
  ...ACTIVATION_LAYERS,
  ...MERGE_LAYERS,
} as const;

/** Every layer Hearth knows, by Keras class name, in the order the page offers them. */
export const CATALOGUE = {
  ...LAYERS,
  Bidirectional: bidirectional(RECURRENT_LAYERS, ['SimpleRNN', 'GRU', 'LSTM']),
  TimeDistributed: timeDistributed(LAYERS, typesOfSteps(LAYERS)),
} as const;

export type LayerType = keyof typeof CATALOGUE;

export const LAYER_TYPES: readonly string[] = Object.keys(CATALOGUE);

/** A layer's config once read: every field there, defaults filled in. */
export type LayerConfig<Type extends LayerType> = ValuesOf<(typeof CATALOGUE)[Type]['fields']>;

/** The definition of a layer type as a file or a form names it; undefined for an unknown one. */
export function findDefinition(type: string): LayerDefinition | undefined {
  const definitions: Readonly<Record<string, LayerDefinition>> = CATALOGUE;
  return Object.hasOwn(definitions, type) ? definitions[type] : undefined;
}
