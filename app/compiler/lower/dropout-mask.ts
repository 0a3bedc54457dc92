import type { Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { multiply, positive, subtract } from '../operators/elementwise.ts';
import type { LoweringContext } from './lowering.ts';

/**
 * What dropout multiplies values by: 0 with probability `rate`, else 1 / (1 − rate). Null where
 * nothing is dropped: in inference, and at rate 0.
 */
export function dropoutMask(
  shape: Shape,
  rate: number,
  context: LoweringContext,
  stream?: string,
): Value | null {
  if (context.mode === 'inference' || rate === 0) return null;
  return multiply(kept(shape, rate, context, stream), 1 / (1 - rate));
}

/** 1 for what is kept, 0 for a share of `rate`. */
export function kept(shape: Shape, rate: number, context: LoweringContext, stream?: string): Value {
  return positive(subtract(context.uniformNumbers(shape, stream), rate));
}
