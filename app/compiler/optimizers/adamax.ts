import {
  absolute,
  add,
  divide,
  maximum,
  multiply,
  power,
  subtract,
} from '../operators/elementwise.ts';
import { elementwiseRule } from './optimizer.ts';

/**
 * Adamax, Adam on the infinity norm: `u = max(β₂ · u, |g|)` in place of the second moment's root.
 * The first moment is kept as a plain decaying sum, as with Adam.
 * @source Kingma & Ba 2015, arXiv:1412.6980, §7.1; Keras 3 `Adamax`
 */
export const adamax = elementwiseRule((weight, gradient, context) => {
  const { settings, learningRate, updateNumber, moment } = context;
  const { beta1, beta2, epsilon } = settings;
  const m = add(multiply(moment('m'), beta1), gradient);
  const norm = maximum(multiply(moment('norm'), beta2), absolute(gradient));
  const stepSize = divide(
    multiply(learningRate, 1 - beta1),
    subtract(1, power(beta1, updateNumber)),
  );
  const direction = divide(m, add(norm, epsilon));
  return { weight: subtract(weight, multiply(direction, stepSize)), moments: { m, norm } };
});
