import type { StateTensor } from './compiled.ts';
import type { ModelWeight } from './lower/lower-model.ts';

/** Counts the updates done; it drives bias correction and dropout. */
export const STEP_COUNTER: StateTensor = {
  name: '@step',
  role: 'step',
  layerId: null,
  shape: [],
  dtype: 'int64',
  initializer: 'zeros',
};

/** A weight or statistic as a state tensor. */
export function stateTensor(weight: ModelWeight): StateTensor {
  return {
    name: weight.name,
    role: weight.trainable ? 'weight' : 'statistic',
    layerId: weight.layerId,
    shape: weight.value.shape,
    dtype: 'float32',
    initializer: weight.initializer,
  };
}

/** A tensor that an optimiser keeps beside a weight. */
export function momentTensor(weight: ModelWeight, suffix: string): StateTensor {
  return {
    ...stateTensor(weight),
    name: `${weight.name}@${suffix}`,
    role: 'moment',
    initializer: 'zeros',
  };
}
