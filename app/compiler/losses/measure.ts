import type { FittedOutput } from '../../architecture/fits-dataset.ts';
import type { Value } from '../graph.ts';
import { absolute, cast, equal, greater, subtract } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { argMax, mean } from '../operators/reduction.ts';
import type { Compared } from './compare.ts';
import { denseTarget, lastAxis } from './loss.ts';
import { aboveFirst } from './ranking.ts';

/** A second measure that people read: how often answers are right, or how large errors are. */
export function measureName({ target, loss }: FittedOutput): 'accuracy' | 'mae' {
  const isRanking = loss.name === 'bayesian_personalized_ranking';
  return target.kind === 'values' && !isRanking ? 'mae' : 'accuracy';
}

/**
 * The measure of each place of each sample, [batch, …]: 1 where the likeliest class (the first of
 * equals) is the right one, the share of items that the chosen one is ahead of, or the size of errors.
 */
export function measureOf({ output: fitted, prediction: output, target }: Compared): Value {
  if (fitted.loss.name === 'bayesian_personalized_ranking') return shareAhead(output);
  if (fitted.target.kind === 'values') {
    return mean(absolute(subtract(output, denseTarget(output, target))), lastAxis(output));
  }
  const scores = scoresOf(output);
  const right =
    output.shape.at(-1) === 1
      ? equal(cast(greater(scores, 0), 'int32'), reshape(target, output.shape))
      : equal(argMax(scores), cast(target, 'int64'));
  return reshape(cast(right, 'float32'), target.shape);
}

/**
 * Scores that rank as the output does, the sign of one deciding between two classes. They are what
 * went into a softmax or sigmoid, so that training need not compute these for the measure alone.
 */
function scoresOf(output: Value): Value {
  const [before] = output.node.inputs;
  const isShare = output.node.op === 'softmax' || output.node.op === 'sigmoid';
  return isShare && before !== undefined ? before : output;
}

function shareAhead(scores: Value): Value {
  const { differences, meanOverOthers } = aboveFirst(scores);
  return meanOverOthers(cast(greater(0, differences), 'float32'));
}
