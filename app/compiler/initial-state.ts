import { randomStream } from '../random.ts';
import { elementCount } from '../shape.ts';
import type { StateTensor } from './compiled.ts';
import { initialValues } from './initial-values.ts';

export type StateValues = Map<string, Float32Array | BigInt64Array>;

/**
 * What a run starts from: weights by their Keras initialisers, each from a stream of its own so that
 * a change to one layer leaves the others' first weights alone; moments and counters at their number.
 */
export function initialState(state: readonly StateTensor[], seed: number): StateValues {
  return new Map(state.map((tensor) => [tensor.name, firstValues(tensor, seed)]));
}

function firstValues(
  { name, dtype, shape, initializer, ones }: StateTensor,
  seed: number,
): Float32Array | BigInt64Array {
  const count = elementCount(shape);
  if (dtype === 'int64') return new BigInt64Array(count);
  if (typeof initializer === 'number') return new Float32Array(count).fill(initializer);
  const values = initialValues(shape, initializer, randomStream(seed, `weight/${name}`));
  return ones === undefined ? values : values.fill(1, ...ones);
}
