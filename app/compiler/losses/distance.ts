import type { FittedLoss } from '../../architecture/fit-loss.ts';
import type { Value } from '../graph.ts';
import {
  absolute,
  add,
  clip,
  divide,
  logarithm,
  maximum,
  minimum,
  multiply,
  negate,
  softplus,
  square,
  squareRoot,
  subtract,
} from '../operators/elementwise.ts';
import { mean, sum } from '../operators/reduction.ts';
import { denseTarget, EPSILON, type Loss, lastAxis } from './loss.ts';

/** The mean over the last axis of what each output and its truth give. */
function meanOf(compute: (output: Value, truth: Value, settings: FittedLoss) => Value): Loss {
  return ({ output, target, settings }) =>
    mean(compute(output, denseTarget(output, target), settings), lastAxis(output));
}

const error = (output: Value, truth: Value): Value => subtract(output, truth);

/** Half the square of errors up to δ, from there on straight lines that continue it. */
function huber(output: Value, truth: Value, { delta }: FittedLoss): Value {
  const size = absolute(error(output, truth));
  const quadratic = minimum(size, delta);
  // With q the part of |e| up to δ: q · (|e| − q / 2).
  return multiply(quadratic, subtract(size, multiply(quadratic, 0.5)));
}

/** log cosh e = e + log(1 + e⁻²ᵉ) − log 2, which does not overflow. */
function logCosh(output: Value, truth: Value): Value {
  const e = error(output, truth);
  return subtract(add(e, softplus(multiply(e, -2))), Math.LN2);
}

function percentage(output: Value, truth: Value): Value {
  const size = maximum(absolute(truth), EPSILON);
  return multiply(absolute(divide(subtract(truth, output), size)), 100);
}

/** Of a count with the output for its expectation, but for what does not depend on the output. */
function poisson(output: Value, truth: Value): Value {
  return subtract(output, multiply(truth, logarithm(add(output, EPSILON))));
}

/** Σ t · log(t / p), both within ε … 1. */
const klDivergence: Loss = ({ output, target }) => {
  const truth = clip(denseTarget(output, target), EPSILON, 1);
  const said = clip(output, EPSILON, 1);
  const products = multiply(truth, subtract(logarithm(truth), logarithm(said)));
  return sum(products, lastAxis(products));
};

/** −cos of the angle between output and truth; 0 where one of them is zero. */
const cosineSimilarity: Loss = ({ output, target }) => negate(cosine(output, target));

/** cos of the angle between outputs and truths along the last axis. */
export function cosine(output: Value, target: Value): Value {
  const truth = denseTarget(output, target);
  return sum(multiply(unitLength(output), unitLength(truth)), lastAxis(output));
}

function unitLength(x: Value): Value {
  const squared = sum(square(x), lastAxis(x), true);
  return divide(x, squareRoot(maximum(squared, EPSILON ** 2)));
}

export const distanceLosses = {
  mean_squared_error: meanOf((output, truth) => square(error(output, truth))),
  mean_absolute_error: meanOf((output, truth) => absolute(error(output, truth))),
  mean_absolute_percentage_error: meanOf(percentage),
  huber: meanOf(huber),
  log_cosh: meanOf(logCosh),
  poisson: meanOf(poisson),
  kl_divergence: klDivergence,
  cosine_similarity: cosineSimilarity,
} as const satisfies Readonly<Record<string, Loss>>;
