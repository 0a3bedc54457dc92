import type { FittedLoss } from '../../architecture/fit-loss.ts';
import type { Value } from '../graph.ts';
import { cast } from '../operators/elementwise.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { oneHot } from '../operators/reduction.ts';
import type { Operator } from '../operators/vocabulary.ts';

/** What a loss compares. */
export interface LossInputs {
  /** float32 [batch, …], channels last. */
  readonly output: Value;
  /** As the dataset stores it: labels int32 [batch, …], or values float32 [batch, …]. */
  readonly target: Value;
  readonly settings: FittedLoss;
  /** 1 where a box has its centre, float32 [batch, height, width, 1]; only for what is said of boxes. */
  readonly centers?: Value | undefined;
}

/** How far outputs are from right, for each but the last axis of the output: [batch, …]. */
export type Loss = (inputs: LossInputs) => Value;

/** Keras' `backend.epsilon()`: what is divided by, or taken the logarithm of, stays this far from 0. */
export const EPSILON = 1e-7;

/** The last axis, which holds the classes or the values of one answer. */
export const lastAxis = ({ shape }: Value): readonly number[] => [shape.length - 1];

/**
 * What went into the activation that an output ends in. Cross-entropies start from there: the
 * logarithm of a saturated probability would be −∞, and its gradient nothing.
 */
export function logitsOf(output: Value, activation: Operator): Value {
  const [before] = output.node.inputs;
  if (output.node.op === activation && before !== undefined) return before;
  // What goes element by element may have been laid out anew since.
  if (output.node.op === 'reshape' && before !== undefined) {
    return reshape(logitsOf(before, activation), output.shape);
  }
  if (output.node.op === 'transpose' && before !== undefined) {
    const { axes } = output.node.attributes;
    // Softmax goes over the last axis, wherever the others stand.
    if (activation !== 'softmax' || axes.at(-1) === axes.length - 1) {
      return transpose(logitsOf(before, activation), axes);
    }
  }
  throw new Error(`The output is not a ${activation}, but a ${output.node.op}`);
}

/** A target in the output's shape: labels as ones among zeros, or as the one number they are. */
export function denseTarget(output: Value, target: Value): Value {
  const width = output.shape.at(-1) ?? 1;
  if (target.dtype === 'float32' || width === 1) {
    return reshape(cast(target, 'float32'), output.shape);
  }
  return oneHot(target, width);
}
