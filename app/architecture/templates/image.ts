import type { LayerId } from '../../ids.ts';
import type { Network } from './network.ts';
import { scaleImage } from './scale-image.ts';
import { answering, type InputOf } from './template.ts';

/** For pictures, the simplest first. */
export const IMAGE_TEMPLATES = [
  imageTemplate('image-softmax', (network) => {
    network.add('Flatten');
  }),
  imageTemplate('image-mlp', (network) => {
    network.add('Flatten');
    network.add('Dense', { units: 256, activation: 'relu' });
    network.add('Dropout', { rate: 0.2 });
    network.add('Dense', { units: 128, activation: 'relu' });
    network.add('Dropout', { rate: 0.2 });
  }),
  imageTemplate('image-lenet', addLenet),
  imageTemplate('image-cnn', addBlocks),
  imageTemplate('image-resnet20', addResnet20),
  imageTemplate('image-mobile', addMobile),
] as const;

function imageTemplate<Id extends string>(
  id: Id,
  hidden: (network: Network, input: InputOf<'image'>) => void,
) {
  return answering(id, ['image-classification'], 'image', (network, input) => {
    scaleImage(network, input);
    hidden(network, input);
  });
}

/**
 * LeNet-5 with today's ReLU and max pooling. Images too small for its unpadded second convolution are padded.
 * @source LeCun et al. 1998, Gradient-based learning applied to document recognition, §II.B
 */
function addLenet(network: Network, { height, width }: InputOf<'image'>): void {
  const padding = Math.min(height, width) >= 20 ? 'valid' : 'same';
  const window = { kernel_size: [5, 5], activation: 'relu' } as const;
  network.add('Conv2D', { filters: 6, padding: 'same', ...window });
  network.add('MaxPooling2D', { padding: 'same' });
  network.add('Conv2D', { filters: 16, padding, ...window });
  network.add('MaxPooling2D', { padding: 'same' });
  network.add('Flatten');
  network.add('Dense', { units: 120, activation: 'relu' });
  network.add('Dense', { units: 84, activation: 'relu' });
}

/** Blocks of convolution, batch normalisation and pooling, until about eight pixels a side are left. */
function addBlocks(network: Network, { height, width }: InputOf<'image'>): void {
  const halvings = Math.ceil(Math.log2(Math.max(height, width) / 8));
  const blocks = Math.min(4, Math.max(2, halvings));
  for (let block = 0; block < blocks; block += 1) {
    addConvolution(network, 32 * 2 ** block, { size: 3 });
    addRelu(network);
    network.add('MaxPooling2D', { padding: 'same' });
  }
  network.add('Flatten');
  network.add('Dense', { units: 128, activation: 'relu' });
  network.add('Dropout', { rate: 0.4 });
}

/**
 * Three stages of three residual blocks, with projections where the shape changes.
 * @source He et al. 2015, arXiv:1512.03385, §4.2
 */
function addResnet20(network: Network): void {
  addConvolution(network, 16, { size: 3 });
  let x = addRelu(network);
  for (const filters of [16, 32, 64]) {
    for (const place of [0, 1, 2]) {
      const shrinks = filters > 16 && place === 0;
      const stride = shrinks ? 2 : 1;
      addConvolution(network, filters, { size: 3, stride }, x);
      addRelu(network);
      const residual = addConvolution(network, filters, { size: 3 });
      const shortcut = shrinks ? addConvolution(network, filters, { size: 1, stride }, x) : x;
      network.add('Add', {}, residual, shortcut);
      x = addRelu(network);
    }
  }
  network.add('GlobalAveragePooling2D');
}

/**
 * Depthwise-separable convolutions: few multiplications for small machines.
 * @source Howard et al. 2017, arXiv:1704.04861, §3
 */
function addMobile(network: Network): void {
  addConvolution(network, 32, { size: 3, stride: 2 });
  addRelu(network);
  for (const [filters, stride] of [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
  ] as const) {
    network.add('DepthwiseConv2D', windowOf({ size: 3, stride }));
    addNormalization(network);
    addRelu(network);
    addConvolution(network, filters, { size: 1 });
    addRelu(network);
  }
  network.add('GlobalAveragePooling2D');
}

interface Window {
  readonly size: number;
  readonly stride?: number;
}

/** Padded, and without a bias: the normalisation that follows brings its own. */
function windowOf({ size, stride = 1 }: Window) {
  const sizes = { kernel_size: [size, size], strides: [stride, stride] };
  return { ...sizes, padding: 'same', use_bias: false } as const;
}

/** A padded convolution, then normalised. */
function addConvolution(
  network: Network,
  filters: number,
  window: Window,
  ...input: readonly LayerId[]
): LayerId {
  network.add('Conv2D', { filters, ...windowOf(window) }, ...input);
  return addNormalization(network);
}

/**
 * Its moving statistics follow faster than by Keras' default, which takes more steps than a small dataset has in
 * an epoch or ten.
 */
function addNormalization(network: Network): LayerId {
  return network.add('BatchNormalization', { momentum: 0.9 });
}

function addRelu(network: Network): LayerId {
  return network.add('Activation', { activation: 'relu' });
}
