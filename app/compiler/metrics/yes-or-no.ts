import type { LossName } from '../../architecture/losses.ts';
import type { Value } from '../graph.ts';
import { denseTarget } from '../losses/loss.ts';
import { readOutput } from '../losses/reading.ts';
import { cast, greater, multiply } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import type { MetricInputs } from './metric.ts';

const SIGNED: readonly LossName[] = ['hinge', 'squared_hinge'];

/**
 * Probabilities of yes: of the second of two classes, [batch, 1], or of each question,
 * [batch, …, questions].
 */
export function probabilityOfYes(inputs: MetricInputs): Value {
  const read = readOutput(inputs);
  if (inputs.metric.answers !== 'classes') return read;
  const second = read.graph.constant([0, 1], 'float32', [2]);
  return sum(multiply(read, second), [read.shape.length - 1], true);
}

/** 1 where the truth is yes, else 0, in the shape of the probabilities. */
export function truthOfYes({ metric, prediction, target }: MetricInputs): Value {
  if (metric.answers === 'yes-no') return denseTarget(prediction, target);
  return reshape(cast(target, 'float32'), [...target.shape, 1]);
}

/** 1 where the probability of yes lies above the threshold, else 0. */
export function saysYes(inputs: MetricInputs): Value {
  const { metric, output, prediction } = inputs;
  const { threshold, answers } = metric;
  const scores = answers === 'two-classes' ? signedScores(prediction, output.loss.name) : null;
  return cast(
    scores === null
      ? greater(probabilityOfYes(inputs), threshold)
      : greater(scores, Math.log(threshold / (1 - threshold))),
    'float32',
  );
}

/** Scores of which a sigmoid is or would be the probability: training need not compute it twice. */
function signedScores(prediction: Value, loss: LossName): Value | null {
  if (SIGNED.includes(loss)) return prediction;
  const [before] = prediction.node.inputs;
  return prediction.node.op === 'sigmoid' && before !== undefined ? before : null;
}
