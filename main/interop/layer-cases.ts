import { ACTIVATION_CASES } from './activation-cases.ts';
import { AUGMENTATION_CASES } from './augmentation-cases.ts';
import { type Config, chain, IMAGE, type LayerCase, type Line, ROW } from './case-models.ts';
import { CONVOLUTION_CASES } from './convolution-cases.ts';
import { MERGE_CASES } from './merge-cases.ts';
import { NORMALIZATION_CASES } from './normalization-cases.ts';
import { RESHAPING_CASES } from './reshaping-cases.ts';
import { SEQUENCE_CASES } from './sequence-cases.ts';
import { WEIGHT_CASES } from './weight-cases.ts';

const natural = { pytorch: true } as const;
const conv = (config: Config): Line => ['Conv2D', { filters: 4, kernel_size: [3, 3], ...config }];
const widen: Line = ['Dense', { units: 5, activation: 'tanh' }];

/** What optimisers are compared on. */
export const OPTIMIZER_MODEL = chain('two dense layers', ROW, [widen, widen], natural);

/** At least one case for each layer of the catalogue; a test holds the two against each other. */
export const LAYER_CASES: readonly LayerCase[] = [
  chain('Dense, a number', ROW, [['Dense', { units: 8, activation: 'relu' }]], natural),
  chain('Dense, two classes', ROW, [widen], { classes: 2, ...natural }),
  chain('Dense, four classes', ROW, [widen], { classes: 4, ...natural }),
  chain('Dense without bias', ROW, [['Dense', { units: 3, use_bias: false }], widen], natural),
  chain('Dropout that drops nothing', ROW, [
    widen,
    ['Dropout', { rate: 0, noise_shape: [null, 1] }],
  ]),
  chain('Conv2D', IMAGE, [conv({ activation: 'relu' })], natural),
  chain('Conv2D, same', IMAGE, [conv({ padding: 'same' }), conv({ groups: 2 })], natural),
  chain('Conv2D, strided', IMAGE, [conv({ strides: [2, 2], padding: 'same' })]),
  chain('Conv2D, dilated', IMAGE, [conv({ dilation_rate: [2, 1], use_bias: false })]),
  chain('MaxPooling2D', IMAGE, [conv({}), ['MaxPooling2D']], natural),
  chain('MaxPooling2D, overlapping', IMAGE, [
    conv({ padding: 'same' }),
    ['MaxPooling2D', { pool_size: [3, 3], strides: [2, 2], padding: 'same' }],
  ]),
  chain('BatchNormalization', ROW, [widen, ['BatchNormalization'], widen], natural),
  chain('BatchNormalization of images', IMAGE, [conv({}), ['BatchNormalization']], natural),
  chain('BatchNormalization, bare', ROW, [
    widen,
    ['BatchNormalization', { center: false, scale: false, momentum: 0.8 }],
  ]),
  chain('Dense, frozen', ROW, [widen, ['Dense', { units: 5, trainable: false }], widen]),
  chain('BatchNormalization, frozen', ROW, [widen, ['BatchNormalization', { trainable: false }]]),
  ...AUGMENTATION_CASES,
  ...ACTIVATION_CASES,
  ...MERGE_CASES,
  ...CONVOLUTION_CASES,
  ...NORMALIZATION_CASES,
  ...RESHAPING_CASES,
  ...SEQUENCE_CASES,
  ...WEIGHT_CASES,
];
