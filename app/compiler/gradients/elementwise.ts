import type { Value } from '../graph.ts';
import {
  add,
  cast,
  cosine,
  divide,
  exponential,
  logarithm,
  multiply,
  negate,
  positive,
  power,
  select,
  sigmoid,
  sign,
  sine,
  square,
  subtract,
} from '../operators/elementwise.ts';
import { sumToShape } from '../operators/reduction.ts';
import type { Operator } from '../operators/vocabulary.ts';
import {
  type GradientRule,
  type GradientTable,
  inputOf,
  notDifferentiable,
  outputOf,
} from './rule.ts';

/** dx from dy, x and y, for y = f(x) element by element. */
function unary(slope: (dy: Value, x: Value, y: Value) => Value): GradientRule<Operator> {
  return (node, dy) => [slope(dy, inputOf(node, 0), outputOf(node))];
}

/** Gradients of both operands, each summed back over the axes it was broadcast along. */
function binary(
  left: (dy: Value, a: Value, b: Value, y: Value) => Value,
  right: (dy: Value, a: Value, b: Value, y: Value) => Value,
): GradientRule<Operator> {
  return (node, dy, wanted) => {
    const a = inputOf(node, 0);
    const b = inputOf(node, 1);
    const y = outputOf(node);
    return [
      wanted(0) ? sumToShape(left(dy, a, b, y), a.shape) : null,
      wanted(1) ? sumToShape(right(dy, a, b, y), b.shape) : null,
    ];
  };
}

const same = (dy: Value): Value => dy;

export const elementwiseGradients = {
  negate: unary((dy) => negate(dy)),
  exponential: unary((dy, _, y) => multiply(dy, y)),
  logarithm: unary((dy, x) => divide(dy, x)),
  squareRoot: unary((dy, _, y) => divide(multiply(dy, 0.5), y)),
  reciprocal: unary((dy, _, y) => negate(multiply(dy, square(y)))),
  absolute: unary((dy, x) => multiply(dy, sign(x))),
  sign: notDifferentiable,
  normalProbability: unary((dy, x) =>
    multiply(dy, multiply(exponential(multiply(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI))),
  ),
  sine: unary((dy, x) => multiply(dy, cosine(x))),
  cosine: unary((dy, x) => negate(multiply(dy, sine(x)))),
  positive: notDifferentiable,
  // From y rather than x, so that x need not be kept and relu can work in place.
  relu: unary((dy, _, y) => multiply(dy, positive(y))),
  leakyRelu: (node, dy) => {
    const { slope } = node.attributes;
    return [multiply(dy, add(multiply(positive(inputOf(node, 0)), 1 - slope), slope))];
  },
  elu: (node, dy) => {
    // 1 where x > 0, else alpha · eˣ = y + alpha.
    const above = positive(inputOf(node, 0));
    const below = multiply(subtract(1, above), add(outputOf(node), node.attributes.alpha));
    return [multiply(dy, add(above, below))];
  },
  sigmoid: unary((dy, _, y) => multiply(dy, multiply(y, subtract(1, y)))),
  hyperbolicTangent: unary((dy, _, y) => multiply(dy, subtract(1, square(y)))),
  softplus: unary((dy, x) => multiply(dy, sigmoid(x))),
  // A bound itself counts as within, as in TensorFlow.
  clip: (node, dy) => {
    const x = inputOf(node, 0);
    const { low, high } = node.attributes;
    const outside = add(positive(subtract(low, x)), positive(subtract(x, high)));
    return [multiply(dy, subtract(1, outside))];
  },
  cast: (node, dy) => {
    const x = inputOf(node, 0);
    return [x.dtype === 'float32' ? cast(dy, x.dtype) : null];
  },
  add: binary(same, same),
  subtract: binary(same, (dy) => negate(dy)),
  multiply: binary(
    (dy, _, b) => multiply(dy, b),
    (dy, a) => multiply(dy, a),
  ),
  divide: binary(
    (dy, _, b) => divide(dy, b),
    (dy, _, b, y) => negate(divide(multiply(dy, y), b)),
  ),
  power: binary(
    (dy, a, b) => multiply(dy, multiply(b, power(a, subtract(b, 1)))),
    (dy, a, _, y) => multiply(dy, multiply(y, logarithm(a))),
  ),
  // Of two equal values the left one has the gradient, as in TensorFlow.
  maximum: binary(
    (dy, a, b) => multiply(dy, subtract(1, positive(subtract(b, a)))),
    (dy, a, b) => multiply(dy, positive(subtract(b, a))),
  ),
  minimum: binary(
    (dy, a, b) => multiply(dy, subtract(1, positive(subtract(a, b)))),
    (dy, a, b) => multiply(dy, positive(subtract(a, b))),
  ),
  remainder: notDifferentiable,
  scaledCast: notDifferentiable,
  multiplyAdd: notDifferentiable,
  greater: notDifferentiable,
  equal: notDifferentiable,
  select: (node, dy, wanted) => {
    const condition = inputOf(node, 0);
    const [a, b] = [inputOf(node, 1), inputOf(node, 2)];
    return [
      null,
      wanted(1) ? sumToShape(select(condition, dy, 0), a.shape) : null,
      wanted(2) ? sumToShape(select(condition, 0, dy), b.shape) : null,
    ];
  },
} satisfies Partial<GradientTable>;
