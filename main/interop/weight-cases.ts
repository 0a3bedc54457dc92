import type { SampleInput } from '../../app/dataset/dataset.ts';
import { type Config, chain, IMAGE, type LayerCase, ROW } from './case-models.ts';

const SERIES: SampleInput = { kind: 'series', length: 5, channels: 3 };

const dense = (name: string, config: Config): LayerCase =>
  chain(name, ROW, [['Dense', { units: 5, activation: 'tanh', ...config }]]);

/** What weights cost and what they are held to, by layers of every kind that has such arguments. */
export const WEIGHT_CASES: readonly LayerCase[] = [
  dense('l1 on a kernel', { kernel_regularizer: 'l1(0.02)' }),
  dense('l2 on kernel and bias', { kernel_regularizer: 'l2(0.05)', bias_regularizer: 'l2(0.1)' }),
  dense('rows at right angles', { kernel_regularizer: 'orthogonal_regularizer(0.3)' }),
  dense('columns at right angles', {
    kernel_regularizer: 'orthogonal_regularizer(factor=0.2, mode=columns)',
    kernel_initializer: 'variance_scaling(scale=2, mode=fan_out)',
  }),
  dense('l1 and l2', { kernel_regularizer: 'l1_l2(l1=0.01, l2=0.03)' }),
  dense('max_norm', { kernel_constraint: 'max_norm(0.6)', bias_constraint: 'max_norm(0.1)' }),
  dense('max_norm by rows', { kernel_constraint: 'max_norm(max_value=0.4, axis=1)' }),
  dense('min_max_norm', { kernel_constraint: 'min_max_norm(0.3, 0.7, 0.5)' }),
  dense('unit_norm', { kernel_constraint: 'unit_norm(axis=0)' }),
  dense('non_neg', { kernel_constraint: 'non_neg' }),
  chain('filters held as a whole', IMAGE, [
    [
      'Conv2D',
      {
        filters: 4,
        kernel_size: 3,
        kernel_regularizer: 'l2(0.02)',
        kernel_constraint: 'max_norm(0.8, axis=[0, 1, 2])',
      },
    ],
    ['GlobalAveragePooling2D'],
  ]),
  chain('a recurrent kernel', SERIES, [
    [
      'LSTM',
      {
        units: 4,
        kernel_regularizer: 'l2(0.01)',
        recurrent_regularizer: 'l1(0.01)',
        recurrent_constraint: 'max_norm(1)',
        bias_constraint: 'non_neg',
      },
    ],
  ]),
  dense('outputs that cost', { activity_regularizer: 'l1_l2(l1=0.02, l2=0.05)' }),
  chain('outputs of filters that cost', IMAGE, [
    ['Conv2D', { filters: 4, kernel_size: 3, activity_regularizer: 'l2(0.01)' }],
    ['GlobalAveragePooling2D'],
  ]),
  chain('outputs of all steps that cost', SERIES, [
    ['GRU', { units: 4, return_sequences: true, activity_regularizer: 'l1(0.02)' }],
    ['Activation', { activation: 'tanh', activity_regularizer: 'l2(0.02)' }],
    ['GlobalAveragePooling1D'],
  ]),
  chain('scale and shift of a normalisation', ROW, [
    ['LayerNormalization', { gamma_regularizer: 'l2(0.1)', beta_constraint: 'non_neg' }],
  ]),
];
