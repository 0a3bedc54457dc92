import type { SampleInput } from '../../app/dataset/dataset.ts';
import { type Config, chain, type LayerCase, type Line } from './case-models.ts';

const TOKENS: SampleInput = { kind: 'tokens', length: 5, vocabulary: 7 };
const SERIES: SampleInput = { kind: 'series', length: 5, channels: 3 };

/** A recurrent layer with its outputs, its last states, its time and its masks in turn. */
function recurrent(type: string): readonly LayerCase[] {
  const layer = (config: Config): Line => [type, { units: 3, ...config }];
  const embedding: Line = ['Embedding', { input_dim: 7, output_dim: 4, mask_zero: true }];
  return [
    chain(type, SERIES, [layer({})]),
    chain(`${type}, every step`, SERIES, [layer({ return_sequences: true, use_bias: false })]),
    chain(`${type}, backwards`, SERIES, [layer({ return_sequences: true, go_backwards: true })]),
    chain(`${type}, masked`, TOKENS, [embedding, layer({})]),
    chain(`${type}, two deep, masked`, TOKENS, [
      embedding,
      layer({ return_sequences: true }),
      layer({ activation: 'sigmoid' }),
    ]),
  ];
}

/** Layers over sequences. */
export const SEQUENCE_CASES: readonly LayerCase[] = [
  chain('Embedding', TOKENS, [['Embedding', { input_dim: 7, output_dim: 4 }]], {
    pytorch: true,
  }),
  chain('Embedding that masks', TOKENS, [
    ['Embedding', { input_dim: 7, output_dim: 4, mask_zero: true }],
    ['GlobalAveragePooling1D'],
  ]),
  chain('Masking', SERIES, [['Masking'], ['GlobalAveragePooling1D']]),
  ...recurrent('SimpleRNN'),
  ...recurrent('GRU'),
  chain('GRU, reset before the product', SERIES, [['GRU', { units: 3, reset_after: false }]]),
  ...recurrent('LSTM'),
];
