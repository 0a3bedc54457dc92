import type { Value } from '../graph.ts';
import { vectorSums } from '../losses/reduce.ts';
import { multiply, subtract } from '../operators/elementwise.ts';
import { concatenate, reshape } from '../operators/movement.ts';
import { argMax, oneHot } from '../operators/reduction.ts';
import { labelsOf, type Metric, type MetricInputs, scoresOf } from './metric.ts';
import { saysYes, truthOfYes } from './yes-or-no.ts';

/** Answers of yes that are right, that are given and that are true, [1] each. */
const yesCounts: Metric = (inputs) => {
  const said = saysYes(inputs);
  const truth = truthOfYes(inputs);
  return [multiply(said, truth), said, truth].map((each) => {
    // Every question counts by itself.
    return vectorSums(reshape(each, [...each.shape, 1]), inputs.places);
  });
};

/** For each class: answers that are right, that are given and that are true, [classes] each. */
const classCounts: Metric = (inputs) => {
  const { said, truth } =
    inputs.metric.answers === 'two-classes' ? twoClasses(inputs) : severalClasses(inputs);
  return [multiply(said, truth), said, truth].map((each) => vectorSums(each, inputs.places));
};

function severalClasses(inputs: MetricInputs): { readonly said: Value; readonly truth: Value } {
  const classes = inputs.prediction.shape.at(-1) ?? 1;
  return {
    said: oneHot(argMax(scoresOf(inputs.prediction)), classes),
    truth: oneHot(labelsOf(inputs), classes),
  };
}

/** [batch, 2] each, of the one probability that there is. */
function twoClasses(inputs: MetricInputs): { readonly said: Value; readonly truth: Value } {
  const both = (yes: Value) => concatenate([subtract(1, yes), yes], yes.shape.length - 1);
  return { said: both(saysYes(inputs)), truth: both(truthOfYes(inputs)) };
}

export const countMetrics = {
  precision: yesCounts,
  recall: yesCounts,
  f1: yesCounts,
  'precision/macro': classCounts,
  'recall/macro': classCounts,
  'f1/macro': classCounts,
} as const satisfies Readonly<Record<string, Metric>>;
