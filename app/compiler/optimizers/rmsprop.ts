import {
  add,
  divide,
  maximum,
  multiply,
  square,
  squareRoot,
  subtract,
} from '../operators/elementwise.ts';
import { elementwiseRule } from './optimizer.ts';

/**
 * RMSprop: the gradient over the root of its mean square, `g / √(v + ε)`, where `centered` over that
 * of its variance, `v − ḡ²`, and with momentum on the increments where asked for.
 *
 * The means are kept as plain decaying sums, Keras' times 1 / (1 − ρ), as with Adam. A variance that
 * rounding makes negative counts as 0, where Keras would take its root.
 * @source Tieleman & Hinton 2012, lecture 6.5; Graves 2013, arXiv:1308.0850, §4.2; Keras 3 `RMSprop`
 */
export const rmsprop = elementwiseRule((weight, gradient, { settings, learningRate, moment }) => {
  const { rho, momentum, epsilon, centered } = settings;
  const velocity = add(multiply(moment('velocity'), rho), square(gradient));
  const average = centered ? add(multiply(moment('average_gradient'), rho), gradient) : null;
  const spread =
    average === null
      ? velocity
      : maximum(subtract(velocity, multiply(square(average), 1 - rho)), 0);
  const root = squareRoot(add(spread, epsilon / (1 - rho)));
  const stepSize = multiply(learningRate, 1 / Math.sqrt(1 - rho));
  const increment = multiply(divide(gradient, root), stepSize);
  const moments = average === null ? { velocity } : { velocity, average_gradient: average };
  if (momentum === 0) return { weight: subtract(weight, increment), moments };
  const move = add(multiply(moment('momentum'), momentum), increment);
  return { weight: subtract(weight, move), moments: { ...moments, momentum: move } };
});
