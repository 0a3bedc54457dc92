import { chain, IMAGE, type LayerCase, type Line } from './case-models.ts';

const conv: Line = ['Conv2D', { filters: 3, kernel_size: [3, 3], padding: 'same' }];
/** Both ends alike: nothing is left to chance. */
const by = (share: number): readonly number[] => [share, share];
const fill = { fill_mode: 'constant', fill_value: 0.3 } as const;
const RANGE = [-1, 1];

/**
 * Layers that change images by chance, with chances that leave one way only. Keras' PyTorch backend,
 * which is the peer, reflects and wraps otherwise than it says; what it fills is held to the rest.
 */
export const AUGMENTATION_CASES: readonly LayerCase[] = [
  // Whether an image was mirrored does not show in the means of its channels.
  chain('RandomFlip', IMAGE, [conv, ['RandomFlip'], ['GlobalAveragePooling2D'], ['Flatten']]),
  chain('RandomTranslation', IMAGE, [
    conv,
    ['RandomTranslation', { height_factor: by(0.21), width_factor: by(-0.37), ...fill }],
    conv,
  ]),
  chain('RandomTranslation, the edge goes on', IMAGE, [
    conv,
    ['RandomTranslation', { height_factor: by(-0.4), width_factor: by(0.1), fill_mode: 'nearest' }],
    conv,
  ]),
  chain('RandomRotation', IMAGE, [conv, ['RandomRotation', { factor: by(0.07), ...fill }], conv]),
  chain('RandomRotation, the edge goes on', IMAGE, [
    conv,
    ['RandomRotation', { factor: by(-0.2), fill_mode: 'nearest' }],
    conv,
  ]),
  chain('RandomZoom', IMAGE, [
    conv,
    ['RandomZoom', { height_factor: by(0.3), width_factor: by(-0.2), ...fill }],
    conv,
  ]),
  chain('RandomZoom, as wide as high', IMAGE, [
    conv,
    ['RandomZoom', { height_factor: by(0.3), fill_mode: 'nearest' }],
    conv,
  ]),
  // In inference, and of smaller images, Keras 3.15 does not do what it documents.
  chain('RandomCrop of all', IMAGE, [conv, ['RandomCrop', { height: 7, width: 6 }], conv]),
  chain('RandomBrightness', IMAGE, [
    conv,
    ['RandomBrightness', { factor: by(0.1), value_range: RANGE }],
    conv,
  ]),
  chain('RandomContrast', IMAGE, [
    conv,
    ['RandomContrast', { factor: [-0.3, 0.3], value_range: RANGE }],
    conv,
  ]),
  chain('RandomErasing of nothing', IMAGE, [
    conv,
    ['RandomErasing', { factor: by(0), value_range: RANGE }],
    conv,
  ]),
];
