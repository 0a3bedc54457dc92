import {
  add,
  divide,
  multiply,
  power,
  square,
  squareRoot,
  subtract,
} from '../operators/elementwise.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adam as Keras 3 has it: the bias correction is folded into the step size, and epsilon stands
 * beside the uncorrected root ("epsilon hat" in the paper), so it weighs more in early steps.
 *
 * The moments are kept as plain decaying sums, `m = β₁ · m + g` and `v = β₂ · v + g²`: Keras' times
 * 1 / (1 − β). That saves two passes over the weights a step; the factors go into the step size and
 * epsilon.
 * @source Kingma & Ba 2015, arXiv:1412.6980, §2; Keras 3 `Adam`
 */
export const adam: Optimizer = (weight, gradient, { settings, updateNumber, moment }) => {
  const { learningRate, beta1, beta2, epsilon } = settings;
  const m = add(multiply(moment('m'), beta1), gradient);
  const v = add(multiply(moment('v'), beta2), square(gradient));
  const correction = divide(
    squareRoot(subtract(1, power(beta2, updateNumber))),
    subtract(1, power(beta1, updateNumber)),
  );
  const rootScale = Math.sqrt(1 - beta2);
  const stepSize = multiply(correction, (learningRate * (1 - beta1)) / rootScale);
  const direction = divide(m, add(squareRoot(v), epsilon / rootScale));
  return { weight: subtract(weight, multiply(direction, stepSize)), moments: { m, v } };
};
