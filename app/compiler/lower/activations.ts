import type { Activation } from '../../architecture/layer-definition.ts';
import type { Value } from '../graph.ts';
import {
  absolute,
  add,
  divide,
  elu,
  exponential,
  hyperbolicTangent,
  leakyRelu,
  logSoftmax,
  minimum,
  multiply,
  normalProbability,
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
export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;

/** Keras' default for the `leaky_relu` activation; its layer has another. */
const LEAKY_RELU_SLOPE = 0.2;

/** The bound stands first, so that a value at it has no gradient, as in TensorFlow and PyTorch. */
const relu6 = (x: Value): Value => minimum(6, relu(x));

const hardSigmoid = (x: Value): Value => multiply(relu6(add(x, 3)), 1 / 6);

/** Activations by their Keras names, with Keras' constants. */
const ACTIVATIONS: Readonly<Record<Activation, (x: Value) => Value>> = {
  linear: (x) => x,
  relu,
  relu6,
  leaky_relu: (x) => leakyRelu(x, LEAKY_RELU_SLOPE),
  elu: (x) => elu(x, 1),
  selu: (x) => multiply(elu(x, SELU_ALPHA), SELU_SCALE),
  gelu: (x) => multiply(x, normalProbability(x)),
  silu: (x) => multiply(x, sigmoid(x)),
  mish: (x) => multiply(x, hyperbolicTangent(softplus(x))),
  sigmoid,
  hard_sigmoid: hardSigmoid,
  hard_silu: (x) => multiply(x, hardSigmoid(x)),
  tanh: hyperbolicTangent,
  softplus,
  softsign: (x) => divide(x, add(absolute(x), 1)),
  exponential,
  softmax,
  log_softmax: logSoftmax,
};

/** These go over the channels, so they need them last; all others go element by element. */
const OVER_CHANNELS: ReadonlySet<Activation> = new Set<Activation>(['softmax', 'log_softmax']);

/** An activation as layers use it inside, on values with their channels last. */
export const activationFunction = (name: Activation): ((x: Value) => Value) => ACTIVATIONS[name];

/** A layer's output behind its activation. */
export function activate(tensor: LayerTensor, name: Activation): LayerTensor {
  const compute = ACTIVATIONS[name];
  return OVER_CHANNELS.has(name)
    ? { ...tensor, value: compute(channelsLast(tensor)), layout: 'channels-last' }
    : mapLayer(tensor, compute);
}
