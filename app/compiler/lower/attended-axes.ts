import { elementCount, type Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { broadcast, reshape } from '../operators/movement.ts';
import { fromOrder, inOrder } from './axis-order.ts';
import type { LayerTensor } from './layer-tensor.ts';
import type { LoweringContext } from './lowering.ts';

/** A tensor as the sequence that attention reads: all places that look at one another are its steps. */
export interface Sequence {
  /** [steps, batch × places of the other axes, features] */
  readonly value: Value;
  /** float32 [batch × places of the other axes, steps], 1 for steps that are there. */
  readonly mask: Value | undefined;
}

/** Keras' axes of a tensor, the batch being 0, in the order: attended to, batch, others, features. */
function orderOf({ value }: LayerTensor, attended: readonly number[]): readonly number[] {
  const { length: rank } = value.shape;
  const along = attended.map((axis) => axis + 1);
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return [...along, ...axes.filter((axis) => !along.includes(axis))];
}

/** @param attended axes of a sample, from 0, ascending, that attention goes along; not the last one */
export function foldedSequence(tensor: LayerTensor, attended: readonly number[]): Sequence {
  const ordered = inOrder(tensor, orderOf(tensor, attended));
  const steps = elementCount(ordered.shape.slice(0, attended.length));
  const features = ordered.shape.at(-1) ?? 1;
  const value = reshape(ordered, [steps, elementCount(ordered.shape) / steps / features, features]);
  return { value, mask: foldedMask(tensor, attended, value.shape) };
}

/** A mask [batch, places of the first axis] over all steps; none where the first axis is no step's. */
function foldedMask(
  { mask }: LayerTensor,
  attended: readonly number[],
  [steps = 1, rows = 1]: Shape,
): Value | undefined {
  if (mask === undefined || attended[0] !== 0) return undefined;
  const [batch = 1, places = 1] = mask.shape;
  if (rows === batch && steps === places) return mask;
  const own = reshape(mask, [batch, 1, places, 1]);
  return reshape(broadcast(own, [batch, rows / batch, places, steps / places]), [rows, steps]);
}

/**
 * What attention gives for a folded query, in its axes.
 * @param found [steps, batch × places of the other axes, features]
 */
export function unfoldedSequence(
  found: Value,
  query: LayerTensor,
  attended: readonly number[],
): LayerTensor {
  const order = orderOf(query, attended);
  const shape = inOrder(query, order).shape.with(-1, found.shape.at(-1) ?? 1);
  return fromOrder(reshape(found, shape), order);
}

/** Counts what attention gives by samples, whose places it takes for samples of their own. */
export function countingSamples(context: LoweringContext, batch: number): LoweringContext {
  return {
    ...context,
    countActivity: (...values) =>
      context.countActivity(
        ...values.map(({ value, layout }): LayerTensor => {
          const [steps = 1] = value.shape;
          return {
            layout,
            value: reshape(value, [steps, batch, elementCount(value.shape) / steps / batch]),
          };
        }),
      ),
  };
}
