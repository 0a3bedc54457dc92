import type { LossName } from '../../architecture/losses.ts';
import { BOX_SOURCES } from '../../metrics/output-reading.ts';
import type { Value } from '../graph.ts';
import { sigmoid, softmax } from '../operators/elementwise.ts';
import { concatenate } from '../operators/movement.ts';
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

/**
 * The same of a whole model: its first output, or, of a detector, where centres are with sizes and offsets
 * behind it, as `encodeBoxes` has them.
 */
export function readModel(compared: readonly [Compared, ...Compared[]]): Value {
  const [primary] = compared;
  const own = readOutput(primary);
  if (primary.output.target.kind !== 'boxes') return own;
  const parts = BOX_SOURCES.map((source) => {
    const found = compared.find(({ output }) => output.source === source);
    if (found === undefined) throw new Error(`A detector gives ${source}`);
    return found.prediction;
  });
  return concatenate([own, ...parts], own.shape.length - 1);
}
