import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import {
  add,
  cast,
  equal,
  multiply,
  relu,
  select,
  square,
  subtract,
} from '../operators/elementwise.ts';
import { argMax, mean, oneHot, sum } from '../operators/reduction.ts';
import { denseTarget, type Loss, lastAxis } from './loss.ts';

/** Truths as −1 and 1: zeros and ones are taken for these where a batch has nothing else. */
function signs(truth: Value): Value {
  const isZeroOrOne = add(cast(equal(truth, 0), 'float32'), cast(equal(truth, 1), 'float32'));
  const areAll = equal(sum(isZeroOrOne), elementCount(truth.shape));
  return select(areAll, subtract(multiply(truth, 2), 1), truth);
}

/** What an output lacks of being on the truth's side by 1. */
function shortfall(output: Value, target: Value): Value {
  return relu(subtract(1, multiply(signs(denseTarget(output, target)), output)));
}

const hinge: Loss = ({ output, target }) => mean(shortfall(output, target), lastAxis(output));

const squaredHinge: Loss = ({ output, target }) =>
  mean(square(shortfall(output, target)), lastAxis(output));

/** What the right score lacks of being ahead of the highest wrong one by 1. */
const categoricalHinge: Loss = ({ output, target }) => {
  const truth = denseTarget(output, target);
  const right = sum(multiply(truth, output), lastAxis(output));
  const wrong = multiply(subtract(1, truth), output);
  const highest = oneHot(argMax(wrong), output.shape.at(-1) ?? 1);
  return relu(add(subtract(sum(multiply(wrong, highest), lastAxis(output)), right), 1));
};

export const hingeLosses = {
  hinge,
  squared_hinge: squaredHinge,
  categorical_hinge: categoricalHinge,
} as const satisfies Readonly<Record<string, Loss>>;
