import type { LossName } from '../../architecture/losses.ts';
import type { Value } from '../graph.ts';
import { sigmoid, softmax } from '../operators/elementwise.ts';

/** Scores as shares that rank as they do; of one score, 0 lies in the middle. */
const asShares = (output: Value): Value =>
  output.shape.at(-1) === 1 ? sigmoid(output) : softmax(output);

/**
 * What evaluation and prediction read where a loss trains scores of classes: probabilities of sorts,
 * in the same order. All other outputs are read as they are.
 */
export const READINGS: Readonly<Partial<Record<LossName, (output: Value) => Value>>> = {
  hinge: asShares,
  squared_hinge: asShares,
  categorical_hinge: asShares,
};
