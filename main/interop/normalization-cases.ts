import type { SampleInput } from '../../app/dataset/dataset.ts';
import { type Config, chain, IMAGE, type LayerCase, type Line, ROW } from './case-models.ts';

const SERIES: SampleInput = { kind: 'series', length: 5, channels: 3 };
const widen: Line = ['Dense', { units: 6, activation: 'tanh' }];

/** Behind images stands what keeps their many values from learning too fast. */
const layer = (name: string, input: SampleInput, type: string, config: Config = {}): LayerCase =>
  chain(name, input, [
    widen,
    [type, config],
    ...(input.kind === 'image' ? [widen, ['GlobalAveragePooling2D'] as const] : []),
  ]);

/** Layers that bring values to a common range; batch normalisation along other axes and with masks. */
export const NORMALIZATION_CASES: readonly LayerCase[] = [
  chain('LayerNormalization', ROW, [widen, ['LayerNormalization']], { pytorch: true }),
  layer('LayerNormalization of steps', SERIES, 'LayerNormalization', { epsilon: 1e-5 }),
  layer('LayerNormalization, bare', SERIES, 'LayerNormalization', { center: false, scale: false }),
  layer('LayerNormalization over an image', IMAGE, 'LayerNormalization', { axis: [1, 2, 3] }),
  // Keras on PyTorch fails for an axis that is not the last, unless all behind it come along.
  layer('LayerNormalization across steps', SERIES, 'LayerNormalization', { axis: [1, 2] }),
  layer('GroupNormalization', IMAGE, 'GroupNormalization', { groups: 3 }),
  layer('GroupNormalization, each channel', IMAGE, 'GroupNormalization', { groups: -1 }),
  layer('GroupNormalization of a row', ROW, 'GroupNormalization', { groups: 2, center: false }),
  layer('RMSNormalization', SERIES, 'RMSNormalization'),
  layer('RMSNormalization over an image', IMAGE, 'RMSNormalization', { axis: [1, 2, 3] }),
  layer('UnitNormalization', SERIES, 'UnitNormalization'),
  layer('UnitNormalization over several axes', IMAGE, 'UnitNormalization', { axis: [1, 3] }),
  layer('BatchNormalization of rows of an image', IMAGE, 'BatchNormalization', { axis: 1 }),
  chain('BatchNormalization of masked steps', SERIES, [
    ['Masking'],
    widen,
    ['BatchNormalization'],
    ['GlobalAveragePooling1D'],
    ['Dense', { units: 3 }],
  ]),
];
