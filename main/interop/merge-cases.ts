import type { SampleInput } from '../../app/dataset/dataset.ts';
import { type Config, IMAGE, type LayerCase, type NamedLine, network, ROW } from './case-models.ts';

const SERIES: SampleInput = { kind: 'series', length: 5, channels: 3 };

/** Two branches of four values that meet in a layer. */
function meeting(name: string, type: string, config: Config = {}, input = ROW): LayerCase {
  const branches: readonly NamedLine[] = [
    ['left', 'Dense', { units: 4, activation: 'tanh' }, ['input']],
    ['right', 'Dense', { units: 4, activation: 'sigmoid' }, ['input']],
  ];
  return network(name, input, [...branches, ['meeting', type, config, ['left', 'right']]]);
}

/** Layers in which branches of a model come together, and models with several inputs. */
export const MERGE_CASES: readonly LayerCase[] = [
  meeting('Add', 'Add'),
  meeting('Subtract', 'Subtract'),
  meeting('Multiply', 'Multiply'),
  meeting('Average', 'Average'),
  meeting('Maximum', 'Maximum'),
  meeting('Minimum', 'Minimum'),
  meeting('Concatenate', 'Concatenate'),
  meeting('Concatenate steps', 'Concatenate', { axis: 1 }, SERIES),
  meeting('Dot', 'Dot', { axes: 1 }),
  meeting('Dot of unit vectors', 'Dot', { axes: -1, normalize: true }),
  meeting('Dot of sequences', 'Dot', { axes: [2, 2] }, SERIES),
  network('a shortcut', IMAGE, [
    ['scaled', 'Rescaling', { scale: 1 / 255 }],
    ['first', 'Conv2D', { filters: 3, kernel_size: 3, padding: 'same', activation: 'relu' }],
    ['second', 'Conv2D', { filters: 3, kernel_size: 3, padding: 'same' }],
    ['sum', 'Add', {}, ['first', 'second']],
  ]),
  network('three at once', ROW, [
    ['a', 'Dense', { units: 4 }, ['input']],
    ['b', 'Dense', { units: 4 }, ['input']],
    ['c', 'Dense', { units: 1 }, ['input']],
    ['sum', 'Add', {}, ['a', 'b', 'c']],
  ]),
];
