import type { Value } from '../graph.ts';
import { divide, maximum, multiply, squareRoot } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';

/**
 * x / max(‖x‖₂, shortest) along axes. The bound is taken before the root, whose slope at 0 is
 * infinite: a vector of zeros stays zeros and has a gradient.
 */
export function unitLength(x: Value, axes: readonly number[], shortest: number): Value {
  const squares = sum(multiply(x, x), axes, true);
  return divide(x, squareRoot(maximum(shortest ** 2, squares)));
}
