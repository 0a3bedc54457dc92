import { learns } from '../../architecture/layer-definition.ts';
import { REGULARIZERS } from '../../architecture/regularizers.ts';
import { type FunctionCall, readCall } from '../../function-text.ts';
import type { Value } from '../graph.ts';
import type { ModelWeight } from '../model-weights.ts';
import { absolute, add, multiply, square } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';

/**
 * What the weights that training changes cost by their regularisers, a scalar; null where none has
 * one. As in Keras, it does not depend on the size of the batch.
 * @source Keras 3 `keras.regularizers`
 */
export function weightPenalty(
  weights: readonly ModelWeight[],
  values: ReadonlyMap<string, Value>,
): Value | null {
  const penalties = weights.filter(learns).flatMap(({ name, regularizer }) => {
    if (regularizer === undefined) return [];
    const [call, value] = [readCall(REGULARIZERS, regularizer), values.get(name)];
    if (call === null || value === undefined)
      throw new Error(`No penalty ${regularizer} on ${name}`);
    return penaltyOf(value, call);
  });
  return penalties.length === 0 ? null : penalties.reduce((left, right) => add(left, right));
}

function penaltyOf(weight: Value, { arguments: { l1, l2 } }: FunctionCall): readonly Value[] {
  const scaled = (
    total: (x: Value) => Value,
    factor: FunctionCall['arguments'][string] | undefined,
  ) => (typeof factor === 'number' && factor > 0 ? [multiply(sum(total(weight)), factor)] : []);
  return [...scaled(absolute, l1), ...scaled(square, l2)];
}
