import type { UnsupportedReason } from '../failures/architecture-errors.ts';

const RECURRENT = ['SimpleRNN', 'GRU', 'LSTM', 'Bidirectional'] as const;
const TABLES = ['Dense', 'Embedding'] as const;
const ATTENTION = ['MultiHeadAttention', 'GroupQueryAttention', 'Attention'] as const;

interface Unsupported {
  readonly reason: UnsupportedReason;
  /** Layers that have it in Keras; all where left out. */
  readonly types?: readonly string[];
  /** Or all whose type matches. */
  readonly pattern?: RegExp;
}

/**
 * Arguments that Keras 3 takes and Hearth has no use for, so that who brings a model along is told
 * more than that they are unknown.
 */
const UNSUPPORTED: Readonly<Record<string, Unsupported>> = {
  stateful: { reason: 'states-given', types: RECURRENT },
  unroll: { reason: 'lowering-chosen', types: RECURRENT },
  use_cudnn: { reason: 'lowering-chosen', types: RECURRENT },
  flash_attention: { reason: 'lowering-chosen', types: ATTENTION },
  zero_output_for_mask: { reason: 'steps-masked', types: RECURRENT },
  return_attention_scores: { reason: 'scores-computed', types: ATTENTION },
  seed: {
    reason: 'seed-planned',
    types: [...RECURRENT, ...ATTENTION],
    pattern: /Dropout|Noise|^Random|^MixUp$/,
  },
  data_format: {
    reason: 'channels-last',
    pattern: /Conv|Pool|Flatten|Padding|Cropping|UpSampling|^SpatialDropout[23]D$|^Random|^MixUp$/,
  },
  renorm: { reason: 'statistics-own', types: ['BatchNormalization'] },
  renorm_clipping: { reason: 'statistics-own', types: ['BatchNormalization'] },
  renorm_momentum: { reason: 'statistics-own', types: ['BatchNormalization'] },
  backward_layer: { reason: 'directions-alike', types: ['Bidirectional'] },
  synchronized: { reason: 'one-device', types: ['BatchNormalization'] },
  lora_rank: { reason: 'adapter-built', types: TABLES, pattern: /^Conv\dD$/ },
  lora_alpha: { reason: 'adapter-built', types: TABLES, pattern: /^Conv\dD$/ },
  quantization_config: { reason: 'full-precision', types: TABLES },
  weights: { reason: 'weights-initialized', types: ['Embedding', 'Bidirectional'] },
  activity_regularizer: { reason: 'activity-elsewhere', pattern: /^(?!Input$)/ },
  batch_size: { reason: 'batch-planned', types: ['Input'] },
  batch_shape: { reason: 'batch-planned', types: ['Input'] },
  sparse: { reason: 'tensors-dense', types: ['Input', 'CategoryEncoding'] },
  ragged: { reason: 'tensors-dense', types: ['Input'] },
  tensor: { reason: 'inputs-given', types: ['Input'] },
  optional: { reason: 'inputs-given', types: ['Input'] },
  input_shape: { reason: 'input-shaped' },
  batch_input_shape: { reason: 'input-shaped' },
  input_dim: { reason: 'input-shaped' },
  input_length: { reason: 'input-shaped', types: ['Embedding'] },
  dtype: { reason: 'precision-planned' },
  autocast: { reason: 'precision-planned' },
  name: { reason: 'id-names' },
};

/**
 * Why a layer lacks an argument that it has in Keras; null where Keras has none either.
 * @param types the layer's own, and that of the layer that it wraps
 */
export function unsupportedReason(
  types: readonly string[],
  argument: string,
): UnsupportedReason | null {
  if (!Object.hasOwn(UNSUPPORTED, argument)) return null;
  const { reason, types: having, pattern } = UNSUPPORTED[argument] ?? {};
  const isEvery = having === undefined && pattern === undefined;
  const has = (type: string) => having?.includes(type) === true || pattern?.test(type) === true;
  return (isEvery || types.some(has)) && reason ? reason : null;
}

/** Arguments that functions of Keras, such as initialisers, take in brackets and Hearth has no use for. */
const UNSUPPORTED_IN_CALLS: Readonly<Record<string, UnsupportedReason>> = {
  seed: 'seed-planned',
  input_axes: 'fans-fixed',
  output_axes: 'fans-fixed',
};

/** The first of them in a function written with its arguments, `he_normal(seed=1)`. */
export function unsupportedInCall(
  text: unknown,
): { readonly argument: string; readonly reason: UnsupportedReason } | null {
  if (typeof text !== 'string') return null;
  for (const [, argument = ''] of text.matchAll(/[(,]\s*(\w+)\s*=/g)) {
    const reason = Object.hasOwn(UNSUPPORTED_IN_CALLS, argument)
      ? UNSUPPORTED_IN_CALLS[argument]
      : undefined;
    if (reason !== undefined) return { argument, reason };
  }
  return null;
}
