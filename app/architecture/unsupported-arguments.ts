import type { UnsupportedReason } from '../failures/architecture-errors.ts';

const RECURRENT = ['SimpleRNN', 'GRU', 'LSTM', 'Bidirectional'] as const;
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
    pattern: /Conv|Pool|Flatten|Padding|Cropping|UpSampling|^Random|^MixUp$/,
  },
  synchronized: { reason: 'one-device', types: ['BatchNormalization'] },
  lora_rank: { reason: 'adapter-built', types: ['Dense', 'Embedding'], pattern: /^Conv\dD$/ },
  batch_size: { reason: 'batch-planned', types: ['Input'] },
  batch_shape: { reason: 'batch-planned', types: ['Input'] },
  dtype: { reason: 'precision-planned' },
  name: { reason: 'id-names' },
};

/** Why a layer type lacks an argument that it has in Keras; null where Keras has none either. */
export function unsupportedReason(type: string, argument: string): UnsupportedReason | null {
  if (!Object.hasOwn(UNSUPPORTED, argument)) return null;
  const { reason, types, pattern } = UNSUPPORTED[argument] ?? {};
  const isEvery = types === undefined && pattern === undefined;
  return (isEvery || types?.includes(type) || pattern?.test(type)) && reason ? reason : null;
}
