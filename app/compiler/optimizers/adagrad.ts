import { add, divide, multiply, square, squareRoot, subtract } from '../operators/elementwise.ts';
import { elementwiseRule } from './optimizer.ts';

/**
 * Adagrad: `a = a + g²`, from `initialAccumulatorValue` on; the weight moves by
 * `learningRate · g / √(a + ε)`, ever less where gradients have been large.
 * @source Duchi et al. 2011, JMLR 12; Keras 3 `Adagrad`
 */
export const adagrad = elementwiseRule((weight, gradient, { settings, learningRate, moment }) => {
  const { initialAccumulatorValue, epsilon } = settings;
  const accumulator = add(moment('accumulator', initialAccumulatorValue), square(gradient));
  const direction = divide(gradient, squareRoot(add(accumulator, epsilon)));
  return {
    weight: subtract(weight, multiply(direction, learningRate)),
    moments: { accumulator },
  };
});
