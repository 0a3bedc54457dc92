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
 * @source Kingma & Ba 2015, arXiv:1412.6980, §2; Keras 3 `Adam`
 */
export const adam: Optimizer = (weight, gradient, { settings, updateNumber, moment }) => {
  const { learningRate, beta1, beta2, epsilon } = settings;
  const m = add(multiply(moment('m'), beta1), multiply(gradient, 1 - beta1));
  const v = add(multiply(moment('v'), beta2), multiply(square(gradient), 1 - beta2));
  const stepSize = multiply(
    divide(
      squareRoot(subtract(1, power(beta2, updateNumber))),
      subtract(1, power(beta1, updateNumber)),
    ),
    learningRate,
  );
  const move = divide(multiply(m, stepSize), add(squareRoot(v), epsilon));
  return { weight: subtract(weight, move), moments: { m, v } };
};
