import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import {
  absolute,
  add,
  cast,
  clip,
  divide,
  equal,
  maximum,
  multiply,
  negate,
  power,
  softplus,
  subtract,
} from '../operators/elementwise.ts';
import { allAxes, sum } from '../operators/reduction.ts';
import { denseTarget, EPSILON, type Loss, logitsOf } from './loss.ts';

/** How much less a place counts the nearer it lies to a centre: β of the paper. */
const PENALTY = 4;

/**
 * Focal loss over heat maps of centres. At a centre, where the truth is 1: −(1 − p)ᵞ log p. Elsewhere
 * −(1 − y)⁴ pᵞ log(1 − p), so that it is no great fault to answer beside a centre. Added up over a sample,
 * and divided by its centres, or by 1 where it has none: [batch].
 * @source Zhou, Wang and Krähenbühl 2019, Objects as Points, arXiv:1904.07850, equation 1
 */
const penaltyReducedFocal: Loss = ({ output, target, settings }) => {
  const truth = denseTarget(output, target);
  const logits = logitsOf(output, 'sigmoid');
  const p = clip(output, EPSILON, 1 - EPSILON);
  const isCenter = cast(equal(truth, 1), 'float32');
  // −log p = softplus(−x) and −log(1 − p) = softplus(x), neither of which overflows.
  const found = multiply(power(subtract(1, p), settings.gamma), softplus(negate(logits)));
  const spared = multiply(power(p, settings.gamma), softplus(logits));
  const nearness = power(subtract(1, truth), PENALTY);
  const losses = add(
    multiply(isCenter, found),
    multiply(multiply(subtract(1, isCenter), nearness), spared),
  );
  return perCenter(losses, isCenter);
};

/**
 * Absolute error of sizes or offsets where a box has its centre, added up and divided by the centres of the
 * sample: [batch]. All places count where nothing says which do.
 * @source the same, equations 2 and 3
 */
const centerAbsoluteError: Loss = ({ output, target, centers }) => {
  const errors = absolute(subtract(output, denseTarget(output, target)));
  if (centers !== undefined) return perCenter(multiply(errors, centers), centers);
  return multiply(overSample(errors), 1 / elementCount(output.shape.slice(1, -1)));
};

/** Sums over each sample, divided by how many centres it has; by 1 where it has none. */
function perCenter(losses: Value, centers: Value): Value {
  return divide(overSample(losses), maximum(overSample(centers), 1));
}

const overSample = (x: Value): Value => sum(x, allAxes(x).slice(1));

export const centerLosses = {
  penalty_reduced_focal: penaltyReducedFocal,
  center_absolute_error: centerAbsoluteError,
} as const satisfies Readonly<Record<string, Loss>>;
