import { REGULARIZERS } from '../../architecture/regularizers.ts';
import { readCall } from '../../function-text.ts';
import type { Value } from '../graph.ts';
import { absolute, add, multiply, square } from '../operators/elementwise.ts';

/**
 * What values cost by a regulariser.
 * @param regularizer as text: `l2(0.01)`
 * @param total       what is added up of the values' sizes, or squares
 * @returns null where its factors are all 0
 * @source Keras 3 `keras.regularizers`
 */
export function regularizerCost(
  regularizer: string,
  values: Value,
  total: (sizes: Value) => Value,
): Value | null {
  const call = readCall(REGULARIZERS, regularizer);
  if (call === null) throw new Error(`No regulariser ${regularizer}`);
  const { l1, l2 } = call.arguments;
  const scaled = (size: (x: Value) => Value, factor: typeof l1) =>
    typeof factor === 'number' && factor > 0 ? [multiply(total(size(values)), factor)] : [];
  return addedUp([...scaled(absolute, l1), ...scaled(square, l2)]);
}

/** The sum of what there is. */
export function addedUp(costs: readonly Value[]): Value | null {
  return costs.length === 0 ? null : costs.reduce((left, right) => add(left, right));
}
