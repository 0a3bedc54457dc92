import { add, multiply, sign, subtract } from '../operators/elementwise.ts';
import { elementwiseRule } from './optimizer.ts';

/**
 * Lion: every number moves by the learning rate, in the direction of
 * `β₁ · m + (1 − β₁) · g`, m being the decaying mean of gradients with β₂.
 *
 * The mean is kept as a plain decaying sum, Keras' times 1 / (1 − β₂), as with Adam; a direction has
 * no size, so the other factors go into one.
 * @source Chen et al. 2023, arXiv:2302.06675, program 1; Keras 3 `Lion`
 */
export const lion = elementwiseRule((weight, gradient, { settings, learningRate, moment }) => {
  const { beta1, beta2 } = settings;
  const before = moment('momentum');
  const share = (beta1 * (1 - beta2)) / (1 - beta1);
  const direction = sign(add(multiply(before, share), gradient));
  return {
    weight: subtract(weight, multiply(direction, learningRate)),
    moments: { momentum: add(multiply(before, beta2), gradient) },
  };
});
