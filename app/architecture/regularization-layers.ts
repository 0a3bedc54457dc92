import { ok } from '../errors.ts';
import { defineLayer, soleInput } from './layer-definition.ts';

/** In training, each value is zeroed with probability `rate` and the rest scaled by 1 / (1 − rate). */
export const dropout = defineLayer({
  type: 'Dropout',
  category: 'regularization',
  fields: { rate: { kind: 'number', minimum: 0, below: 1 } },
  inputCount: 1,
  inferShape: (_config, inputs) => ok(soleInput(inputs)),
  weights: () => [],
});
