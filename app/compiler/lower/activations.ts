import type { Activation } from '../../architecture/layer-definition.ts';
import type { Value } from '../graph.ts';
import {
  absolute,
  add,
  divide,
  elu,
  errorFunction,
  hyperbolicTangent,
  leakyRelu,
  multiply,
  relu,
  sigmoid,
  softmax,
  softplus,
} from '../operators/elementwise.ts';
import { channelsLast, type LayerTensor, mapLayer } from './layer-tensor.ts';

/**
 * Constants that keep mean 0 and variance 1 through many layers.
 * @source Klambauer et al. 2017, arXiv:1706.02515, equation 14
 */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** Keras' default for the `leaky_relu` activation; its layer has another. */
const LEAKY_RELU_SLOPE = 0.2;

type Further = 'leaky_relu' | 'elu' | 'selu' | 'gelu' | 'silu' | 'softplus' | 'softsign';

/** Activations by their Keras names, with Keras' constants. */
const ACTIVATIONS: Readonly<Record<Activation | Further, (x: Value) => Value>> = {
  linear: (x) => x,
  relu,
  leaky_relu: (x) => leakyRelu(x, LEAKY_RELU_SLOPE),
  elu: (x) => elu(x, 1),
  selu: (x) => multiply(elu(x, SELU_ALPHA), SELU_SCALE),
  gelu: (x) => multiply(multiply(x, 0.5), add(errorFunction(multiply(x, Math.SQRT1_2)), 1)),
  silu: (x) => multiply(x, sigmoid(x)),
  sigmoid,
  tanh: hyperbolicTangent,
  softplus,
  softsign: (x) => divide(x, add(absolute(x), 1)),
  softmax,
};

export type ActivationName = keyof typeof ACTIVATIONS;

/** Softmax goes over the channels, so it needs them last; all others go element by element. */
export function activate(tensor: LayerTensor, name: ActivationName): LayerTensor {
  const compute = ACTIVATIONS[name];
  return name === 'softmax'
    ? { value: compute(channelsLast(tensor)), layout: 'channels-last' }
    : mapLayer(tensor, compute);
}
