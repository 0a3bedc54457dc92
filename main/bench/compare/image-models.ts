import type { ModelSpec } from '../../../app/architecture/model-spec.ts';
import { Network } from '../../../app/architecture/templates/network.ts';
import type { LayerId } from '../../../app/ids.ts';

const CLASSES = 10;

/** Bytes that become fractions. */
function addImages(network: Network, shape: readonly number[]): LayerId {
  return network.add('Rescaling', { scale: 1 / 255 }, network.add('Input', { shape }));
}

/** Two convolutions, 16 and 32 filters, on images of 28 × 28 × 1. */
export function smallCnn(): ModelSpec {
  const network = new Network('cnn');
  addImages(network, [28, 28, 1]);
  network.add('Conv2D', { filters: 16, kernel_size: [3, 3], activation: 'relu' });
  network.add('MaxPooling2D');
  network.add('Conv2D', { filters: 32, kernel_size: [3, 3], activation: 'relu' });
  network.add('BatchNormalization');
  network.add('MaxPooling2D');
  network.add('Flatten');
  network.add('Dense', { units: CLASSES, activation: 'softmax' });
  return network.model();
}

interface Convolution {
  readonly size: number;
  readonly stride?: number;
}

/** Settings of a convolution that is padded and normalised, so that it needs no bias. */
function padded({ size, stride = 1 }: Convolution) {
  const sizes = { kernel_size: [size, size], strides: [stride, stride] };
  return { ...sizes, padding: 'same', use_bias: false } as const;
}

/** A padded convolution, then normalised. */
function convolution(
  network: Network,
  filters: number,
  window: Convolution,
  input: LayerId,
): LayerId {
  const convolved = network.add('Conv2D', { filters, ...padded(window) }, input);
  return network.add('BatchNormalization', {}, convolved);
}

const relu = (network: Network, input: LayerId): LayerId =>
  network.add('Activation', { activation: 'relu' }, input);

/**
 * ResNet-20 on images of 32 × 32 × 3: three stages of three blocks, with projections where the shape
 * changes.
 * @source He et al. 2015, arXiv:1512.03385, §4.2
 */
export function resnet20(): ModelSpec {
  const network = new Network('resnet20');
  const images = addImages(network, [32, 32, 3]);
  let x = relu(network, convolution(network, 16, { size: 3 }, images));
  for (const filters of [16, 32, 64]) {
    for (const place of [0, 1, 2]) {
      const shrinks = filters > 16 && place === 0;
      const stride = shrinks ? 2 : 1;
      const inner = relu(network, convolution(network, filters, { size: 3, stride }, x));
      const residual = convolution(network, filters, { size: 3 }, inner);
      const shortcut = shrinks ? convolution(network, filters, { size: 1, stride }, x) : x;
      x = relu(network, network.add('Add', {}, residual, shortcut));
    }
  }
  network.add('GlobalAveragePooling2D');
  network.add('Dense', { units: CLASSES, activation: 'softmax' });
  return network.model();
}

/**
 * A small network of depthwise-separable convolutions on images of 32 × 32 × 3.
 * @source Howard et al. 2017, arXiv:1704.04861, §3
 */
export function mobile(): ModelSpec {
  const network = new Network('mobile');
  const images = addImages(network, [32, 32, 3]);
  let x = relu(network, convolution(network, 32, { size: 3, stride: 2 }, images));
  for (const [filters, stride] of [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
  ] as const) {
    const depthwise = network.add('DepthwiseConv2D', padded({ size: 3, stride }), x);
    const normalised = relu(network, network.add('BatchNormalization', {}, depthwise));
    x = relu(network, convolution(network, filters, { size: 1 }, normalised));
  }
  network.add('GlobalAveragePooling2D');
  network.add('Dense', { units: CLASSES, activation: 'softmax' });
  return network.model();
}
