import type { Value } from '../graph.ts';
import {
  add,
  divide,
  multiply,
  power,
  square,
  squareRoot,
  subtract,
} from '../operators/elementwise.ts';
import { elementwiseRule } from './optimizer.ts';

/** How the momentum approaches β₁ with the updates; Dozat's schedule, fixed in Keras. */
const MOMENTUM_DECAY = 0.96;

/**
 * Nadam, Adam with Nesterov's momentum: `u_t = β₁ · (1 − 0.96ᵗ / 2)` weighs moment and gradient, and
 * the product of all u so far corrects their bias. Epsilon stands beside the corrected root.
 *
 * The moments are kept as plain decaying sums, as with Adam; all factors go into scalars.
 * @source Dozat 2016, "Incorporating Nesterov Momentum into Adam"; Keras 3 `Nadam`
 */
export const nadam = elementwiseRule((weight, gradient, context) => {
  const { settings, learningRate, updateNumber, moment, scalar } = context;
  const { beta1, beta2, epsilon } = settings;
  const momentumAt = (update: Value) =>
    multiply(subtract(1, multiply(power(MOMENTUM_DECAY, update), 0.5)), beta1);
  const now = momentumAt(updateNumber);
  const next = momentumAt(add(updateNumber, 1));
  const product = multiply(scalar('u_product', 1), now);

  const m = add(multiply(moment('m'), beta1), gradient);
  const v = add(multiply(moment('v'), beta2), square(gradient));
  const rootScale = squareRoot(divide(1 - beta2, subtract(1, power(beta2, updateNumber))));
  const stepSize = divide(learningRate, rootScale);
  const ofMoment = divide(
    multiply(multiply(next, 1 - beta1), stepSize),
    subtract(1, multiply(product, next)),
  );
  const ofGradient = divide(multiply(subtract(1, now), stepSize), subtract(1, product));
  const move = divide(
    add(multiply(m, ofMoment), multiply(gradient, ofGradient)),
    add(squareRoot(v), divide(epsilon, rootScale)),
  );
  return {
    weight: subtract(weight, move),
    moments: { m, v },
    scalars: { u_product: product },
  };
});
