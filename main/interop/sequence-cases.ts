import type { SampleInput } from '../../app/dataset/dataset.ts';
import { type Config, chain, type LayerCase, type Line, network } from './case-models.ts';

const TOKENS: SampleInput = { kind: 'tokens', length: 5, vocabulary: 7 };
const SERIES: SampleInput = { kind: 'series', length: 5, channels: 3 };

const natural = { pytorch: true } as const;
const widen: Line = ['Dense', { units: 4, activation: 'tanh' }];
const EMBEDDING: Line = ['Embedding', { input_dim: 7, output_dim: 4, mask_zero: true }];

/** A recurrent layer with its outputs, its last states, its time and its masks in turn. */
function recurrent(type: string): readonly LayerCase[] {
  const layer = (config: Config): Line => [type, { units: 3, ...config }];
  return [
    chain(type, SERIES, [layer({})], natural),
    chain(`${type}, two deep`, SERIES, [layer({ return_sequences: true }), layer({})], natural),
    chain(`${type}, every step`, SERIES, [layer({ return_sequences: true, use_bias: false })]),
    chain(`${type}, backwards`, SERIES, [layer({ return_sequences: true, go_backwards: true })]),
    chain(`${type}, masked`, TOKENS, [EMBEDDING, layer({})]),
    chain(`${type}, two deep, masked`, TOKENS, [
      EMBEDDING,
      layer({ return_sequences: true }),
      layer({ activation: 'sigmoid' }),
    ]),
  ];
}

const HEADS = { num_heads: 2, key_dim: 3 } as const;
const GROUPS = { head_dim: 3, num_query_heads: 4, num_key_value_heads: 2 } as const;

const ATTENTION_CASES: readonly LayerCase[] = [
  chain('MultiHeadAttention', SERIES, [['MultiHeadAttention', HEADS]]),
  ...[false, true].map((use_causal_mask) =>
    chain(
      `MultiHeadAttention that keeps the width${use_causal_mask ? ', causal' : ''}`,
      SERIES,
      [
        ['Dense', { units: 6 }],
        ['MultiHeadAttention', { ...HEADS, use_causal_mask }],
      ],
      natural,
    ),
  ),
  chain('MultiHeadAttention that hides what comes later', SERIES, [
    ['MultiHeadAttention', { ...HEADS, use_causal_mask: true, use_bias: false }],
  ]),
  chain('MultiHeadAttention, masked', TOKENS, [
    EMBEDDING,
    ['MultiHeadAttention', { ...HEADS, value_dim: 2, output_shape: 5 }],
    ['GlobalAveragePooling1D'],
  ]),
  chain('MultiHeadAttention, masked, that hides what comes later', TOKENS, [
    EMBEDDING,
    ['MultiHeadAttention', { ...HEADS, use_causal_mask: true }],
    ['LSTM', { units: 3 }],
  ]),
  network('MultiHeadAttention to another sequence', SERIES, [
    ['query', 'Dense', { units: 4 }],
    ['value', 'Dense', { units: 5 }, ['input']],
    ['key', 'Dense', { units: 6 }, ['input']],
    ['attention', 'MultiHeadAttention', HEADS, ['query', 'value', 'key']],
  ]),
  chain('MultiHeadAttention with a gate and a window', SERIES, [
    ['MultiHeadAttention', { ...HEADS, value_dim: 2, use_gate: true, sliding_window: 2 }],
  ]),
  chain('MultiHeadAttention, masked, with a gate and a causal window', TOKENS, [
    EMBEDDING,
    ['MultiHeadAttention', { ...HEADS, use_gate: true, sliding_window: 2, use_causal_mask: true }],
    ['LSTM', { units: 3 }],
  ]),
  ...([null, [1], [2], [1, 2]] as const).map((attention_axes) =>
    chain(`MultiHeadAttention over the axes ${attention_axes ?? 'all'} of two`, SERIES, [
      ['Reshape', { target_shape: [5, 3, 1] }],
      ['Dense', { units: 4 }],
      ['MultiHeadAttention', { ...HEADS, attention_axes }],
    ]),
  ),
  chain('MultiHeadAttention along the first of two axes, hiding what comes later', SERIES, [
    ['Reshape', { target_shape: [5, 3, 1] }],
    ['Dense', { units: 4 }],
    ['MultiHeadAttention', { ...HEADS, attention_axes: [1], use_causal_mask: true }],
  ]),
  chain('GroupQueryAttention', SERIES, [['GroupQueryAttention', GROUPS]]),
  chain('GroupQueryAttention, masked, with a gate and a causal window', TOKENS, [
    EMBEDDING,
    [
      'GroupQueryAttention',
      { ...GROUPS, use_gate: true, sliding_window: 2, use_causal_mask: true },
    ],
    ['LSTM', { units: 3 }],
  ]),
  network('GroupQueryAttention to another sequence', SERIES, [
    ['query', 'Dense', { units: 4 }],
    ['value', 'Dense', { units: 4 }, ['input']],
    ['key', 'Dense', { units: 6 }, ['input']],
    ['attention', 'GroupQueryAttention', { ...GROUPS, use_bias: false }, ['query', 'value', 'key']],
  ]),
  chain('Attention', SERIES, [widen, ['Attention']]),
  chain('Attention, scaled, that hides what comes later', SERIES, [
    widen,
    ['Attention', { use_scale: true, use_causal_mask: true }],
  ]),
  chain('Attention by a sum', SERIES, [
    widen,
    ['Attention', { use_scale: true, score_mode: 'concat' }],
  ]),
  chain('Attention, masked', TOKENS, [EMBEDDING, ['Attention'], ['GlobalAveragePooling1D']]),
];

/** Layers of KerasHub, which the peer puts together from Keras'. */
const POSITION_CASES: readonly LayerCase[] = [
  ...[
    ['SinePositionEncoding', { max_wavelength: 50 }] as const,
    ['PositionEmbedding', { sequence_length: 6 }] as const,
  ].map(([type, config]) =>
    network(type, SERIES, [
      ['wide', 'Dense', { units: 4 }],
      ['places', type, config],
      ['sum', 'Add', {}, ['wide', 'places']],
      ['rows', 'Dense', { units: 3, activation: 'tanh' }],
    ]),
  ),
  chain('TokenAndPositionEmbedding, masked', TOKENS, [
    [
      'TokenAndPositionEmbedding',
      { vocabulary_size: 7, sequence_length: 8, embedding_dim: 4, mask_zero: true },
    ],
    ['MultiHeadAttention', HEADS],
    ['GlobalAveragePooling1D'],
  ]),
  chain('RotaryEmbedding', SERIES, [
    widen,
    ['RotaryEmbedding', { max_wavelength: 20, scaling_factor: 2 }],
    ['Attention'],
  ]),
];

const BLOCK = { intermediate_dim: 6, num_heads: 2, activation: 'gelu' } as const;

const TRANSFORMER_CASES: readonly LayerCase[] = [
  chain('TransformerEncoder', SERIES, [widen, ['TransformerEncoder', BLOCK]]),
  chain('TransformerEncoder, masked', TOKENS, [
    EMBEDDING,
    ['TransformerEncoder', { ...BLOCK, normalize_first: true }],
    ['GlobalAveragePooling1D'],
  ]),
  chain('TransformerDecoder', SERIES, [
    widen,
    ['TransformerDecoder', { ...BLOCK, normalize_first: true }],
  ]),
  chain('TransformerDecoder, masked', TOKENS, [
    EMBEDDING,
    ['TransformerDecoder', BLOCK],
    ['GlobalAveragePooling1D'],
  ]),
  network('TransformerDecoder behind an encoder', SERIES, [
    ['wide', 'Dense', { units: 4 }],
    ['encoder', 'TransformerEncoder', BLOCK],
    ['others', 'Dense', { units: 5, activation: 'tanh' }, ['input']],
    ['decoder', 'TransformerDecoder', BLOCK, ['others', 'encoder']],
  ]),
];

/** Layers over sequences. */
export const SEQUENCE_CASES: readonly LayerCase[] = [
  ...['multi_hot', 'one_hot', 'count'].map((output_mode) =>
    chain(`CategoryEncoding, ${output_mode}`, TOKENS, [
      ['CategoryEncoding', { num_tokens: 7, output_mode }],
      widen,
    ]),
  ),
  chain('Embedding', TOKENS, [['Embedding', { input_dim: 7, output_dim: 4 }]], natural),
  chain('Embedding that masks', TOKENS, [
    ['Embedding', { input_dim: 7, output_dim: 4, mask_zero: true }],
    ['GlobalAveragePooling1D'],
  ]),
  chain('Masking', SERIES, [['Masking'], ['GlobalAveragePooling1D']]),
  ...recurrent('SimpleRNN'),
  ...recurrent('GRU'),
  chain('GRU, reset before the product', SERIES, [['GRU', { units: 3, reset_after: false }]]),
  ...recurrent('LSTM'),
  ...['concat', 'sum', 'mul', 'ave'].map((merge_mode) =>
    chain(`Bidirectional, ${merge_mode}`, SERIES, [
      ['Bidirectional', { layer: 'GRU', units: 3, merge_mode, return_sequences: true }],
    ]),
  ),
  chain('Bidirectional, masked', TOKENS, [
    EMBEDDING,
    ['Bidirectional', { layer: 'LSTM', units: 3, return_sequences: true }],
    ['Bidirectional', { layer: 'SimpleRNN', units: 2 }],
  ]),
  chain('TimeDistributed', SERIES, [
    ['TimeDistributed', { layer: 'Dense', units: 4, activation: 'tanh' }],
    ['LSTM', { units: 3 }],
  ]),
  network('LSTM that begins where another ended', SERIES, [
    ['encoder', 'LSTM', { units: 3, return_state: true }],
    ['decoder', 'LSTM', { units: 3 }, ['input', 'encoder:1', 'encoder:2']],
  ]),
  network('Bidirectional that begins where another ended', SERIES, [
    ['encoder', 'Bidirectional', { layer: 'GRU', units: 3, return_state: true }],
    ['decoder', 'Bidirectional', { layer: 'GRU', units: 3 }, ['input', 'encoder:1', 'encoder:2']],
  ]),
  ...POSITION_CASES,
  ...ATTENTION_CASES,
  ...TRANSFORMER_CASES,
];
