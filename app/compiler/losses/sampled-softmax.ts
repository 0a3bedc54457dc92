import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import {
  add,
  cast,
  clip,
  equal,
  exponential,
  logarithm,
  logSoftmax,
  multiply,
  negate,
  select,
  subtract,
} from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { concatenate, gather, reshape, transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { lastAxis } from './loss.ts';

/** The layer that gives a score for each class: scores = input · kernel + bias. */
export interface Classifier {
  /** float32 [batch, …, features] */
  readonly input: Value;
  /** [features, classes] */
  readonly kernel: Value;
  /** [classes] */
  readonly bias: Value | undefined;
}

/** A drawn class that is the right one must not count as a wrong one. */
const NEVER = -1e9;

/**
 * Cross-entropy of the right class among itself and classes drawn for the whole batch, so that the
 * scores of all others need not be computed. Class k is drawn, with replacement, with the
 * log-uniform probability log((k + 2) / (k + 1)) / log(classes + 1), which suits classes numbered
 * from the most frequent on; as that draws some more often than others, the logarithm of how often
 * each is expected is taken off its score. A drawn class that is the right one does not count.
 * @param labels  int32 [batch, …]
 * @param uniform float32 [negatives], numbers in [0, 1)
 * @returns [batch, …]
 * @source Jean et al. 2015, arXiv:1412.2007; TensorFlow `sampled_softmax_loss`
 */
export function sampledSoftmax(
  { input, kernel, bias }: Classifier,
  labels: Value,
  uniform: Value,
): Value {
  const [features = 1, classes = 1] = kernel.shape;
  const rows = elementCount(labels.shape);
  const [negatives = 1] = uniform.shape;
  const table = transpose(kernel, [1, 0]);
  const inputs = reshape(input, [rows, features]);
  const right = reshape(labels, [rows]);
  const drawn = drawnClasses(uniform, classes);

  const rightScores = sum(multiply(inputs, gather(table, right)), [1], true);
  const drawnScores = matrixProduct(inputs, gather(table, drawn), { transposeRight: true });
  const corrected = (scores: Value, which: Value, shape: readonly number[]): Value => {
    const biased = bias === undefined ? scores : add(scores, reshape(gather(bias, which), shape));
    return subtract(biased, reshape(expectedLog(which, negatives, classes), shape));
  };
  const isRight = equal(reshape(right, [rows, 1]), reshape(drawn, [1, negatives]));
  const wrong = select(isRight, NEVER, corrected(drawnScores, drawn, [1, negatives]));
  const scores = concatenate([corrected(rightScores, right, [rows, 1]), wrong], 1);
  const first = scores.graph.constant(
    Array.from({ length: negatives + 1 }, (_, place) => (place === 0 ? 1 : 0)),
    'float32',
    [negatives + 1],
  );
  const losses = negate(sum(multiply(logSoftmax(scores), first), lastAxis(scores)));
  return reshape(losses, labels.shape);
}

/** ⌊(classes + 1)ᵘ⌋ − 1, which is log-uniform for uniform u; int32. */
function drawnClasses(uniform: Value, classes: number): Value {
  const drawn = exponential(multiply(uniform, Math.log(classes + 1)));
  // Rounded up, a number just below 1 would give one class too many.
  return cast(clip(subtract(drawn, 1), 0, classes - 1), 'int32');
}

/** log of how often a class is expected among so many drawn. */
function expectedLog(labels: Value, negatives: number, classes: number): Value {
  const rank = cast(labels, 'float32');
  const share = subtract(logarithm(add(rank, 2)), logarithm(add(rank, 1)));
  return logarithm(multiply(share, negatives / Math.log(classes + 1)));
}
