import type { Value } from '../graph.ts';
import {
  add,
  clip,
  divide,
  maximum,
  multiply,
  square,
  squareRoot,
} from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import type { OptimizerSettings } from './settings.ts';

/** At most one of these is set, as in Keras. */
type Limits = Pick<OptimizerSettings, 'clipNorm' | 'globalClipNorm' | 'clipValue'>;

/**
 * Gradients held within limits, before anything else is done with them.
 * @param gradients one for each weight, as `clipNorm` means it
 * @source Keras 3 `BaseOptimizer._clip_gradients`
 */
export function clippedEach(gradients: readonly Value[], { clipNorm }: Limits): readonly Value[] {
  if (clipNorm === null) return gradients;
  return gradients.map((gradient) =>
    multiply(gradient, shrinkage(sum(square(gradient)), clipNorm)),
  );
}

/** As `clippedEach`, of limits that do not care which weight a number belongs to. */
export function clippedAll(
  gradients: readonly Value[],
  { globalClipNorm, clipValue }: Limits,
): readonly Value[] {
  if (clipValue !== null) return gradients.map((each) => clip(each, -clipValue, clipValue));
  if (globalClipNorm === null || gradients.length === 0) return gradients;
  const total = gradients.map((gradient) => sum(square(gradient))).reduce(add);
  const scale = shrinkage(total, globalClipNorm);
  return gradients.map((gradient) => multiply(gradient, scale));
}

/** What brings a norm down to the limit: 1 where it is below. */
function shrinkage(squares: Value, limit: number): Value {
  return divide(limit, maximum(squareRoot(squares), limit));
}
