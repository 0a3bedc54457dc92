import type { LossName } from '../../architecture/losses.ts';
import type { Value } from '../graph.ts';
import { sigmoid, softmax } from '../operators/elementwise.ts';
import type { Compared } from './compare.ts';

/** Scores as shares that rank as they do; of one score, 0 lies in the middle. */
const asShares = (output: Value): Value =>
  output.shape.at(-1) === 1 ? sigmoid(output) : softmax(output);

/** Losses that train scores of classes. */
const SCORING: readonly LossName[] = ['hinge', 'squared_hinge', 'categorical_hinge'];

/**
 * What evaluation and prediction read of an output: itself, or, where a loss trains scores of
 * classes, probabilities of sorts in the same order.
 */
export function readOutput({ output, prediction }: Pick<Compared, 'output' | 'prediction'>): Value {
  const isScores = output.target.kind === 'class' && SCORING.includes(output.loss.name);
  return isScores ? asShares(prediction) : prediction;
}
