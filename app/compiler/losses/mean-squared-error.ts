import type { Value } from '../graph.ts';
import { absolute, square, subtract } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import type { Loss, LossValues } from './loss.ts';

function squaredError(output: Value, target: Value): LossValues {
  const error = subtract(reshape(output, target.shape), target);
  return {
    perSample: square(error),
    measure: { name: 'mae', perSample: absolute(error) },
  };
}

export const meanSquaredError: Loss = { targetType: 'float32', compute: squaredError };
