import type { Value } from '../graph.ts';
import { add, logSoftmax, multiply, negate, softplus, subtract } from '../operators/elementwise.ts';
import { mean, sum } from '../operators/reduction.ts';
import { denseTarget, type Loss, lastAxis, logitsOf } from './loss.ts';

/** A truth of which `smoothing` is spread evenly over all classes. */
export function smoothed(truth: Value, smoothing: number, classes: number): Value {
  if (smoothing === 0) return truth;
  return add(multiply(truth, 1 - smoothing), smoothing / classes);
}

/** −Σ truth · log softmax z, over the classes, for an output softmax z and truths of its shape. */
export function crossEntropyOf(output: Value, truth: Value): Value {
  const products = multiply(logSoftmax(logitsOf(output, 'softmax')), truth);
  return negate(sum(products, lastAxis(products)));
}

const softmaxCrossEntropy: Loss = ({ output, target, settings }) => {
  const classes = output.shape.at(-1) ?? 1;
  const truth = denseTarget(output, target);
  return crossEntropyOf(output, smoothed(truth, settings.labelSmoothing, classes));
};

/** log(1 + eᶻ) − z · truth, for z and truths of one shape: the cross-entropy of sigmoid z. */
export function binaryCrossEntropy(logits: Value, truth: Value): Value {
  return subtract(softplus(logits), multiply(logits, truth));
}

const sigmoidCrossEntropy: Loss = ({ output, target, settings }) => {
  const logits = logitsOf(output, 'sigmoid');
  const truth = smoothed(denseTarget(output, target), settings.labelSmoothing, 2);
  return mean(binaryCrossEntropy(logits, truth), lastAxis(logits));
};

export const crossEntropyLosses = {
  sparse_categorical_crossentropy: softmaxCrossEntropy,
  categorical_crossentropy: softmaxCrossEntropy,
  binary_crossentropy: sigmoidCrossEntropy,
} as const satisfies Readonly<Record<string, Loss>>;
