import { add, divide, multiply, square, squareRoot, subtract } from '../operators/elementwise.ts';
import { elementwiseRule } from './optimizer.ts';

/**
 * Adadelta: moves by `g · √(d + ε) / √(v + ε)`, v being the decaying mean of squared gradients and d
 * that of squared moves, times the learning rate.
 *
 * Both means are kept as plain decaying sums, Keras' times 1 / (1 − ρ), as with Adam.
 * @source Zeiler 2012, arXiv:1212.5701, algorithm 1; Keras 3 `Adadelta`
 */
export const adadelta = elementwiseRule((weight, gradient, { settings, learningRate, moment }) => {
  const { rho } = settings;
  const epsilon = settings.epsilon / (1 - rho);
  const gradients = add(multiply(moment('accumulated_grad'), rho), square(gradient));
  const moves = moment('accumulated_delta_var');
  const move = multiply(gradient, squareRoot(divide(add(moves, epsilon), add(gradients, epsilon))));
  return {
    weight: subtract(weight, multiply(move, learningRate)),
    moments: {
      accumulated_grad: gradients,
      accumulated_delta_var: add(multiply(moves, rho), square(move)),
    },
  };
});
