import { REGULARIZERS } from '../../architecture/regularizers.ts';
import { type FunctionCall, numberArgument, readCall } from '../../function-text.ts';
import type { Value } from '../graph.ts';
import { unitLength } from '../lower/unit-length.ts';
import { absolute, add, cast, greater, multiply, square } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { sum } from '../operators/reduction.ts';

/** What values cost, given what is added up of their sizes, or squares; null for nothing. */
type Cost = (values: Value, call: FunctionCall, total: (sizes: Value) => Value) => Value | null;

const bySize: Cost = (values, { arguments: { l1, l2 } }, total) => {
  const scaled = (size: (x: Value) => Value, factor: typeof l1) =>
    typeof factor === 'number' && factor > 0 ? [multiply(total(size(values)), factor)] : [];
  return addedUp([...scaled(absolute, l1), ...scaled(square, l2)]);
};

/** The shortest length that a row is divided by, as in Keras' `normalize`. */
const SHORTEST = 1e-12;

/**
 * `factor` times the mean size of the cosines between the rows, or columns, of a matrix, each pair
 * once. A single one costs nothing, where Keras divides 0 by 0.
 */
const byAngles: Cost = (matrix, call) => {
  const factor = numberArgument(call, 'factor');
  const ofRows = call.arguments.mode === 'rows';
  const count = matrix.shape[ofRows ? 0 : 1] ?? 1;
  if (factor === 0 || count < 2) return null;
  const lines = unitLength(matrix, [ofRows ? 1 : 0], SHORTEST);
  const cosines = matrixProduct(lines, lines, {
    transposeLeft: !ofRows,
    transposeRight: ofRows,
  });
  const places = Array.from({ length: count }, (_, place) => place);
  const row = matrix.graph.constant(places, 'float32', [count, 1]);
  const column = matrix.graph.constant(places, 'float32', [1, count]);
  // Those above the diagonal are each pair once.
  const pairs = multiply(absolute(cosines), cast(greater(column, row), 'float32'));
  return multiply(sum(pairs), (2 * factor) / (count * (count - 1)));
};

const COSTS: Readonly<Record<keyof typeof REGULARIZERS, Cost>> = {
  l1: bySize,
  l2: bySize,
  l1_l2: bySize,
  orthogonal_regularizer: byAngles,
};

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
  // A name was found in this very table.
  return COSTS[call.name as keyof typeof REGULARIZERS](values, call, total);
}

/** The sum of what there is. */
export function addedUp(costs: readonly Value[]): Value | null {
  return costs.length === 0 ? null : costs.reduce((left, right) => add(left, right));
}
