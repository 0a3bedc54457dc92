import { sampleShape } from '../../dataset/sample.ts';
import type { LayerId } from '../../ids.ts';
import { Network } from './network.ts';
import { hasKind, type InputOf, type Template } from './template.ts';

/** Numbers that a picture is told in. */
const IMAGE_CODE = 64;
const MOST_ROW_CODE = 16;
/** How much smaller a side is where a picture is told. */
const SHRINK = 4;
const FILTERS = 16;

/**
 * A network that gives its sample back through a middle that is narrower than the sample: what it cannot tell well is
 * unlike what it has seen.
 * @source Hinton and Salakhutdinov 2006, "Reducing the Dimensionality of Data with Neural Networks"
 */
export const RECONSTRUCT_TEMPLATES = [
  {
    id: 'autoencoder',
    tasks: ['reconstruction'],
    draw: ({ input }) => {
      const network = new Network('autoencoder');
      network.add('Input', { shape: sampleShape(input) });
      const last = hasKind(input, 'tabular')
        ? addRow(network, input)
        : hasKind(input, 'image')
          ? addPicture(network, input)
          : null;
      return last === null ? null : network.model([{ layer: last, target: 'features' }]);
    },
  },
] as const satisfies readonly Template<'autoencoder'>[];

function addRow(network: Network, { features }: InputOf<'tabular'>): LayerId {
  network.add('Dense', { units: 64, activation: 'relu' });
  network.add('Dense', { units: Math.max(1, Math.min(MOST_ROW_CODE, Math.ceil(features / 2))) });
  network.add('Dense', { units: 64, activation: 'relu' });
  return network.add('Dense', { units: features });
}

/** Two halvings and back. Sides that four does not divide are padded on the way, and cut at the end. */
function addPicture(network: Network, { height, width, channels }: InputOf<'image'>): LayerId {
  const sides = [Math.ceil(height / SHRINK), Math.ceil(width / SHRINK)] as const;
  const window = { kernel_size: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' };
  network.add('Rescaling', { scale: 1 / 255 });
  network.add('Conv2D', { filters: FILTERS, ...window });
  network.add('Conv2D', { filters: 2 * FILTERS, ...window });
  network.add('Flatten');
  network.add('Dense', { units: IMAGE_CODE });
  network.add('Dense', { units: sides[0] * sides[1] * FILTERS, activation: 'relu' });
  network.add('Reshape', { target_shape: [...sides, FILTERS] });
  network.add('Conv2DTranspose', { filters: 2 * FILTERS, ...window });
  network.add('Conv2DTranspose', { filters: FILTERS, ...window });
  const [below, right] = [sides[0] * SHRINK - height, sides[1] * SHRINK - width];
  if (below + right > 0) {
    network.add('Cropping2D', {
      cropping: [
        [0, below],
        [0, right],
      ],
    });
  }
  return network.add('Conv2D', {
    filters: channels,
    kernel_size: [3, 3],
    padding: 'same',
    activation: 'sigmoid',
  });
}
