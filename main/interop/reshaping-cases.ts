import type { SampleInput } from '../../app/dataset/dataset.ts';
import { chain, IMAGE, type LayerCase, type Line, ROW } from './case-models.ts';

const SERIES: SampleInput = { kind: 'series', length: 5, channels: 3 };
const widen: Line = ['Dense', { units: 6, activation: 'tanh' }];
const dense: Line = ['Dense', { units: 2 }];

/** Layers that move values, prepare them, or add noise: the latter with a strength of 0. */
export const RESHAPING_CASES: readonly LayerCase[] = [
  chain('Reshape', ROW, [widen, ['Reshape', { target_shape: [3, -1] }], dense]),
  chain('Permute', SERIES, [widen, ['Permute', { dims: [2, 1] }], dense]),
  chain('Permute an image', IMAGE, [widen, ['Permute', { dims: [3, 1, 2] }], dense]),
  chain('RepeatVector', ROW, [widen, ['RepeatVector', { n: 3 }], dense]),
  chain('Normalization', ROW, [
    ['Normalization', { mean: [0, 1, -1, 2, 0.5, 0], variance: [1, 2, 0.5, 4, 1, 3] }],
    widen,
  ]),
  chain('Normalization, inverted', ROW, [
    widen,
    ['Normalization', { mean: 0.5, variance: 2, invert: true }],
  ]),
  chain('SpatialDropout1D', SERIES, [widen, ['SpatialDropout1D', { rate: 0 }]]),
  chain('SpatialDropout2D', IMAGE, [widen, ['SpatialDropout2D', { rate: 0 }]]),
  chain('SpatialDropout3D', ROW, [
    widen,
    ['Reshape', { target_shape: [1, 3, 1, 2] }],
    ['SpatialDropout3D', { rate: 0 }],
  ]),
  chain('GaussianNoise', ROW, [widen, ['GaussianNoise', { stddev: 0 }]]),
  chain('GaussianDropout', ROW, [widen, ['GaussianDropout', { rate: 0 }]]),
  chain('AlphaDropout', ROW, [widen, ['AlphaDropout', { rate: 0 }]]),
];
