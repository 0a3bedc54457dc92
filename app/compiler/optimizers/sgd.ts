import { add, multiply, subtract } from '../operators/elementwise.ts';
import { elementwiseRule } from './optimizer.ts';

/**
 * Stochastic gradient descent, with momentum or Nesterov's look-ahead where asked for.
 * `velocity = momentum · velocity − learningRate · gradient`; the weight moves by the velocity,
 * or by `momentum · velocity − learningRate · gradient` with Nesterov.
 * @source Keras 3 `SGD`
 */
export const sgd = elementwiseRule((weight, gradient, { settings, learningRate, moment }) => {
  const { momentum, nesterov } = settings;
  const step = multiply(gradient, learningRate);
  if (momentum === 0) return { weight: subtract(weight, step), moments: {} };
  const velocity = subtract(multiply(moment('velocity'), momentum), step);
  const move = nesterov ? subtract(multiply(velocity, momentum), step) : velocity;
  return { weight: add(weight, move), moments: { velocity } };
});
