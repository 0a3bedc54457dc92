import type { Value } from '../graph.ts';
import {
  cast,
  equal,
  logSoftmax,
  multiply,
  negate,
  positive,
  softplus,
  subtract,
} from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { argMax, oneHot, sum } from '../operators/reduction.ts';
import type { Operator } from '../operators/vocabulary.ts';
import type { Loss, LossValues } from './loss.ts';

/**
 * What went into the model's final activation. The loss starts from there: the logarithm of a
 * saturated probability would be −∞, and its gradient nothing.
 */
function logitsOf(output: Value, activation: Operator): Value {
  const [logits] = output.node.inputs;
  if (output.node.op !== activation || logits === undefined) {
    throw new Error(`The output is not a ${activation}, but a ${output.node.op}`);
  }
  return logits;
}

/** log Σ eᶻ − z[label], for one output a class. */
function softmaxCrossEntropy(output: Value, labels: Value): LossValues {
  const logits = logitsOf(output, 'softmax');
  const classes = logits.shape[1] ?? 1;
  const chosen = multiply(logSoftmax(logits), oneHot(labels, classes));
  const right = equal(argMax(logits), cast(labels, 'int64'));
  return {
    perSample: negate(sum(chosen, [1])),
    measure: { name: 'accuracy', perSample: cast(right, 'float32') },
  };
}

/** log(1 + eᶻ) − z · label, for one output that is the second class' probability. */
function sigmoidCrossEntropy(output: Value, labels: Value): LossValues {
  const logits = reshape(logitsOf(output, 'sigmoid'), labels.shape);
  const truth = cast(labels, 'float32');
  return {
    perSample: subtract(softplus(logits), multiply(logits, truth)),
    measure: { name: 'accuracy', perSample: cast(equal(positive(logits), truth), 'float32') },
  };
}

export const crossEntropyLosses = {
  'softmax-cross-entropy': { targetType: 'int32', compute: softmaxCrossEntropy },
  'sigmoid-cross-entropy': { targetType: 'int32', compute: sigmoidCrossEntropy },
} as const satisfies Readonly<Record<string, Loss>>;
