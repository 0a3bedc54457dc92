import { OFFSET_CHANNELS, SIZE_CHANNELS, STRIDE } from '../../boxes/center-grid.ts';
import { sampleShape, targetOf } from '../../dataset/sample.ts';
import type { LayerId } from '../../ids.ts';
import { Network } from './network.ts';
import { scaleImage } from './scale-image.ts';
import { hasKind, type InputOf, type Template } from './template.ts';

/** How much an error of one cell in a box's size counts beside the other losses, as the paper has it. */
const SIZE_WEIGHT = 0.1;
/** So that every place begins with a probability of 0.1: most have no centre. */
const RARE = Math.log(0.1 / 0.9).toFixed(2);
/** Halvings below the grid at the most. */
const MOST_LEVELS = 2;

/** For boxes in pictures. */
export const DETECT_TEMPLATES = [
  {
    id: 'detect-center',
    tasks: ['object-detection'],
    draw: (facts) => {
      const { input } = facts;
      const target = targetOf(facts);
      if (!hasKind(input, 'image') || target.kind !== 'boxes') return null;
      const network = new Network('detect-center');
      network.add('Input', { shape: sampleShape(input) });
      scaleImage(network, input);
      const features = addFeatures(network, input);
      const centers = addHead(network, features, 'centers', target.classes, {
        activation: 'sigmoid',
        bias_initializer: `constant(${RARE})`,
      });
      const sizes = addHead(network, features, 'sizes', SIZE_CHANNELS);
      const offsets = addHead(network, features, 'offsets', OFFSET_CHANNELS);
      return network.model([
        { layer: centers },
        { layer: sizes, target: 'sizes', weight: SIZE_WEIGHT },
        { layer: offsets, target: 'offsets' },
      ]);
    },
  },
] as const satisfies readonly Template[];

/**
 * Features of each cell of the grid: convolutions that halve the picture beyond it, and up again, with what was
 * seen on the way down added at each level.
 * @source Zhou, Wang and Krähenbühl 2019, Objects as Points, arXiv:1904.07850, §4; much smaller
 */
function addFeatures(network: Network, { height, width }: InputOf<'image'>): LayerId {
  addConvolution(network, 16, 2);
  addConvolution(network, 32, 2);
  let features = addConvolution(network, 32);
  const above: { readonly features: LayerId; readonly filters: number }[] = [];
  let filters = 32;
  for (let size = [height / STRIDE, width / STRIDE]; above.length < MOST_LEVELS; ) {
    if (size.some((side) => side % 2 !== 0 || side < 4)) break;
    above.push({ features, filters });
    filters *= 2;
    addConvolution(network, filters, 2, features);
    features = addConvolution(network, filters);
    size = size.map((side) => side / 2);
  }
  for (const level of above.toReversed()) {
    const narrow = addConvolution(network, level.filters, 1, features);
    const large = network.add('UpSampling2D', {}, narrow);
    network.add('Add', {}, large, level.features);
    features = addConvolution(network, level.filters);
  }
  return features;
}

/** What is told of every cell, by a hidden convolution of its own. */
function addHead(
  network: Network,
  features: LayerId,
  name: string,
  filters: number,
  config: Readonly<Record<string, string>> = {},
): LayerId {
  const hidden = { filters: 32, kernel_size: [3, 3], padding: 'same', activation: 'relu' } as const;
  network.add('Conv2D', hidden, features);
  return network.addAs(name, 'Conv2D', { filters, kernel_size: [1, 1], ...config });
}

/** A padded convolution, normalised, then ReLU. */
function addConvolution(
  network: Network,
  filters: number,
  stride = 1,
  ...input: readonly LayerId[]
): LayerId {
  const window = { kernel_size: [3, 3], strides: [stride, stride] };
  network.add('Conv2D', { filters, ...window, padding: 'same', use_bias: false }, ...input);
  network.add('BatchNormalization', { momentum: 0.9 });
  return network.add('Activation', { activation: 'relu' });
}
