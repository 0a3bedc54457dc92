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
  return new Map(
    state.map(({ name, dtype, shape, initializer }) => [
      name,
      dtype === 'int64'
        ? new BigInt64Array(elementCount(shape))
        : typeof initializer === 'number'
          ? new Float32Array(elementCount(shape)).fill(initializer)
          : initialValues(shape, initializer, randomStream(seed, `weight/${name}`)),
    ]),
  );
}
