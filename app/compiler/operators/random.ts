import { elementCount, type Shape } from '../../shape.ts';
import { only, typeText, type Value } from '../graph.ts';

/** A window of the pool, at an offset that follows from the step: see the vocabulary. */
export function poolWindow(
  pool: Value,
  step: Value,
  shape: Shape,
  { multiplier, increment }: { readonly multiplier: number; readonly increment: number },
): Value {
  if (pool.shape.length !== 1 || elementCount(shape) > elementCount(pool.shape)) {
    throw new Error(`A pool of ${typeText(pool)} cannot fill [${shape.join(', ')}]`);
  }
  const type = { dtype: pool.dtype, shape };
  return only(pool.graph.append('poolWindow', [pool, step], { multiplier, increment }, [type]));
}
