import type { Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { gather } from '../operators/movement.ts';

/** Of each sample of a batch, the one before it; of the first, the last. Batches are shuffled, so that it may be any. */
export function neighbours(values: Value): Value {
  const [batch = 1] = values.shape;
  if (batch === 1) return values;
  const order = Int32Array.from({ length: batch }, (_, at) => (at + batch - 1) % batch);
  return gather(values, values.graph.constant(order, 'int32', [batch]));
}

/** Which share of itself each sample keeps, [batch, 1]: drawn alike for the images and for the loss. */
export const mixedShare = (
  batch: number,
  alpha: number,
  betaNumbers: (shape: Shape, alpha: number) => Value,
): Value => betaNumbers([batch, 1], alpha);
