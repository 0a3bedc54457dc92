import { crossEntropyOf } from '../losses/cross-entropy.ts';
import { EPSILON, lastAxis } from '../losses/loss.ts';
import { readOutput } from '../losses/reading.ts';
import { clip, logarithm, multiply, negate } from '../operators/elementwise.ts';
import { oneHot, sum } from '../operators/reduction.ts';
import { labelsOf, type Metric, meanOver } from './metric.ts';

/** The exponential of the mean cross-entropy, which no smoothing or other loss enters. */
export const perplexity: Metric = meanOver((inputs) => {
  const { prediction } = inputs;
  const truth = oneHot(labelsOf(inputs), prediction.shape.at(-1) ?? 1);
  if (prediction.node.op === 'softmax') return crossEntropyOf(prediction, truth);
  const products = multiply(logarithm(clip(readOutput(inputs), EPSILON, 1)), truth);
  return negate(sum(products, lastAxis(products)));
});
