import type { SampleInput } from '../../app/dataset/dataset.ts';
import { chain, type LayerCase } from './case-models.ts';

const TOKENS: SampleInput = { kind: 'tokens', length: 5, vocabulary: 7 };
const SERIES: SampleInput = { kind: 'series', length: 5, channels: 3 };

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
];
