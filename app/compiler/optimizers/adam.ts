import {
  add,
  divide,
  maximum,
  multiply,
  power,
  square,
  squareRoot,
  subtract,
} from '../operators/elementwise.ts';
import { elementwiseRule } from './optimizer.ts';

/**
 * Adam as Keras 3 has it: the bias correction is folded into the step size, and epsilon stands
 * beside the uncorrected root ("epsilon hat" in the paper), so it weighs more in early steps. With
 * `amsgrad`, the second moment never falls; with weight decay, it is AdamW.
 *
 * The moments are kept as plain decaying sums, `m = β₁ · m + g` and `v = β₂ · v + g²`: Keras' times
 * 1 / (1 − β). That saves two passes over the weights a step; the factors go into the step size and
 * epsilon.
 * @source Kingma & Ba 2015, arXiv:1412.6980, §2; Reddi et al. 2018, "On the Convergence of Adam and
 *   Beyond"; Loshchilov & Hutter 2019, arXiv:1711.05101; Keras 3 `Adam`, `AdamW`
 */
export const adam = elementwiseRule((weight, gradient, context) => {
  const { settings, learningRate, updateNumber, moment } = context;
  const { beta1, beta2, epsilon, amsgrad } = settings;
  const m = add(multiply(moment('m'), beta1), gradient);
  const v = add(multiply(moment('v'), beta2), square(gradient));
  const largest = amsgrad ? maximum(moment('velocity_hat'), v) : null;
  const correction = divide(
    squareRoot(subtract(1, power(beta2, updateNumber))),
    subtract(1, power(beta1, updateNumber)),
  );
  const rootScale = Math.sqrt(1 - beta2);
  const stepSize = multiply(correction, multiply(learningRate, (1 - beta1) / rootScale));
  const direction = divide(m, add(squareRoot(largest ?? v), epsilon / rootScale));
  return {
    weight: subtract(weight, multiply(direction, stepSize)),
    moments: largest === null ? { m, v } : { m, v, velocity_hat: largest },
  };
});
