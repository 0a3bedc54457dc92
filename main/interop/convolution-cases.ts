import type { SampleInput } from '../../app/dataset/dataset.ts';
import { type Config, chain, IMAGE, type LayerCase, type Line } from './case-models.ts';

const SEQUENCE: SampleInput = { kind: 'series', length: 9, channels: 3 };

/** Before the layer in question, so that its input has a gradient. */
const widen: Line = ['Dense', { units: 4, activation: 'tanh' }];

const over = (input: SampleInput, name: string, type: string, config: Config = {}): LayerCase =>
  chain(name, input, [widen, [type, config]]);

/** Layers over sequences and images whose windows slide, pool or resize. */
export const CONVOLUTION_CASES: readonly LayerCase[] = [
  over(SEQUENCE, 'Conv1D', 'Conv1D', { filters: 4, kernel_size: [3], activation: 'relu' }),
  over(SEQUENCE, 'Conv1D, causal', 'Conv1D', {
    filters: 4,
    kernel_size: [3],
    padding: 'causal',
    dilation_rate: [2],
  }),
  over(SEQUENCE, 'Conv1D, groups', 'Conv1D', {
    filters: 4,
    kernel_size: [2],
    strides: [2],
    padding: 'same',
    groups: 2,
  }),
  over(SEQUENCE, 'DepthwiseConv1D', 'DepthwiseConv1D', {
    kernel_size: [3],
    depth_multiplier: 2,
    padding: 'same',
  }),
  over(IMAGE, 'DepthwiseConv2D', 'DepthwiseConv2D', {
    kernel_size: [3, 2],
    depth_multiplier: 2,
    activation: 'relu',
  }),
  over(IMAGE, 'DepthwiseConv2D, dilated', 'DepthwiseConv2D', {
    kernel_size: [2, 2],
    dilation_rate: [2, 2],
    padding: 'same',
    use_bias: false,
  }),
  over(SEQUENCE, 'SeparableConv1D', 'SeparableConv1D', {
    filters: 4,
    kernel_size: [3],
    strides: [2],
    depth_multiplier: 2,
  }),
  over(IMAGE, 'SeparableConv2D', 'SeparableConv2D', {
    filters: 4,
    kernel_size: [3, 3],
    padding: 'same',
    activation: 'relu',
  }),
  chain('Conv3D', IMAGE, [
    ['Reshape', { target_shape: [4, 7, 3, 1] }],
    widen,
    [
      'Conv3D',
      {
        filters: 3,
        kernel_size: [2, 3, 2],
        strides: [2, 1, 1],
        padding: 'same',
        activation: 'relu',
      },
    ],
  ]),
  chain('Conv3D, dilated groups', IMAGE, [
    ['Reshape', { target_shape: [4, 7, 3, 1] }],
    widen,
    ['Conv3D', { filters: 4, kernel_size: [2, 2, 2], dilation_rate: [3, 2, 1], groups: 2 }],
  ]),
  over(SEQUENCE, 'Conv1DTranspose', 'Conv1DTranspose', {
    filters: 3,
    kernel_size: [4],
    strides: [2],
    padding: 'same',
    activation: 'relu',
  }),
  over(SEQUENCE, 'Conv1DTranspose, padded', 'Conv1DTranspose', {
    filters: 3,
    kernel_size: [3],
    strides: [3],
    padding: 'same',
    output_padding: [1],
  }),
  over(SEQUENCE, 'Conv1DTranspose, dilated', 'Conv1DTranspose', {
    filters: 3,
    kernel_size: [2],
    dilation_rate: [3],
    use_bias: false,
  }),
  over(IMAGE, 'Conv2DTranspose', 'Conv2DTranspose', {
    filters: 3,
    kernel_size: [3, 2],
    strides: [2, 3],
    output_padding: [1, 0],
  }),
  over(IMAGE, 'Conv2DTranspose, same', 'Conv2DTranspose', {
    filters: 3,
    kernel_size: [3, 3],
    strides: [2, 2],
    padding: 'same',
  }),
  over(SEQUENCE, 'MaxPooling1D', 'MaxPooling1D'),
  over(SEQUENCE, 'MaxPooling1D, overlapping', 'MaxPooling1D', {
    pool_size: [3],
    strides: [2],
    padding: 'same',
  }),
  over(SEQUENCE, 'AveragePooling1D', 'AveragePooling1D', {
    pool_size: [3],
    strides: [2],
    padding: 'same',
  }),
  over(IMAGE, 'AveragePooling2D', 'AveragePooling2D', { pool_size: [2, 2] }),
  // The same padding on both sides: where it differs, Keras counts it on PyTorch, not on TensorFlow.
  over(IMAGE, 'AveragePooling2D, overlapping', 'AveragePooling2D', {
    pool_size: [3, 3],
    strides: [1, 1],
    padding: 'same',
  }),
  over(SEQUENCE, 'GlobalMaxPooling1D', 'GlobalMaxPooling1D'),
  over(IMAGE, 'GlobalMaxPooling2D', 'GlobalMaxPooling2D', { keepdims: true }),
  over(SEQUENCE, 'GlobalAveragePooling1D', 'GlobalAveragePooling1D'),
  over(IMAGE, 'GlobalAveragePooling2D', 'GlobalAveragePooling2D'),
  over(SEQUENCE, 'ZeroPadding1D', 'ZeroPadding1D', { padding: [0, 2] }),
  over(IMAGE, 'ZeroPadding2D', 'ZeroPadding2D', {
    padding: [
      [1, 0],
      [2, 1],
    ],
  }),
  over(SEQUENCE, 'Cropping1D', 'Cropping1D', { cropping: [2, 1] }),
  over(IMAGE, 'Cropping2D', 'Cropping2D', {
    cropping: [
      [1, 0],
      [2, 1],
    ],
  }),
  over(SEQUENCE, 'UpSampling1D', 'UpSampling1D', { size: 3 }),
  over(IMAGE, 'UpSampling2D', 'UpSampling2D', { size: [2, 3] }),
  over(IMAGE, 'UpSampling2D, bilinear', 'UpSampling2D', {
    size: [2, 3],
    interpolation: 'bilinear',
  }),
];
