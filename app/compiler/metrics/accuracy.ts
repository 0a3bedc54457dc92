import type { Value } from '../graph.ts';
import { lastAxis } from '../losses/loss.ts';
import { aboveFirst } from '../losses/ranking.ts';
import { add, cast, equal, greater, multiply } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { argMax, mean, oneHot, sum } from '../operators/reduction.ts';
import { labelsOf, type Metric, type MetricInputs, meanOver, scoresOf } from './metric.ts';
import { saysYes, truthOfYes } from './yes-or-no.ts';

/** 1 for a right answer, the likeliest class being the first of equals; [batch, …]. */
function rightness(inputs: MetricInputs): Value {
  const { metric, prediction } = inputs;
  switch (metric.answers) {
    case 'two-classes':
    case 'yes-no': {
      const right = cast(equal(saysYes(inputs), truthOfYes(inputs)), 'float32');
      return mean(right, lastAxis(right));
    }
    case 'classes':
    case 'tokens':
    case 'shares':
      return cast(equal(argMax(scoresOf(prediction)), labelsOf(inputs)), 'float32');
    case 'ranking': {
      const { differences, meanOverOthers } = aboveFirst(prediction);
      return meanOverOthers(cast(greater(0, differences), 'float32'));
    }
    case 'values':
    case 'boxes':
      throw new Error(`${metric.answers} are not right or wrong`);
  }
}

/** 1 where fewer than k classes are likelier than the right one; of equals the first is. */
function amongTop(inputs: MetricInputs): Value {
  const { metric, prediction } = inputs;
  const scores = scoresOf(prediction);
  const classes = scores.shape.at(-1) ?? 1;
  const labels = labelsOf(inputs);
  const own = sum(multiply(scores, oneHot(labels, classes)), lastAxis(scores), true);
  const places = scores.graph.constant(
    Array.from({ length: classes }, (_, place) => place),
    'float32',
    [classes],
  );
  const label = reshape(cast(labels, 'float32'), [...labels.shape, 1]);
  const tied = multiply(
    cast(equal(scores, own), 'float32'),
    cast(greater(label, places), 'float32'),
  );
  const ahead = sum(add(cast(greater(scores, own), 'float32'), tied), lastAxis(scores));
  return cast(greater(metric.k, ahead), 'float32');
}

export const accuracyMetrics = {
  accuracy: meanOver(rightness),
  'accuracy/top-k': meanOver(amongTop),
} as const satisfies Readonly<Record<string, Metric>>;
