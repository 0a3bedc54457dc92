import { ok } from '../errors.ts';
import { KERNEL_AND_BIAS_FIELDS, kernelAndBias } from './kernel-and-bias.ts';
import {
  ACTIVATION_FIELD,
  ACTIVATIONS,
  defineLayer,
  lastSize,
  soleInput,
} from './layer-definition.ts';
import { ACTIVITY_FIELDS } from './regularizers.ts';

/** Where samples enter; its shape is a sample's. */
export const input = defineLayer({
  type: 'Input',
  category: 'core',
  fields: { shape: { kind: 'shape', maximumRank: 4, minimum: 1, maximum: 1_000_000 } },
  inputCount: 0,
  inferShape: (config) => ok(config.shape),
  weights: () => [],
});

/** `activation(input · kernel + bias)` over the last axis, as in Keras. */
export const dense = defineLayer({
  type: 'Dense',
  category: 'core',
  fields: {
    units: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
    activation: ACTIVATION_FIELD,
    ...KERNEL_AND_BIAS_FIELDS,
    ...ACTIVITY_FIELDS,
  },
  inputCount: 1,
  inferShape: (config, inputs) => ok([...soleInput(inputs).slice(0, -1), config.units]),
  weights: (config, inputs) => kernelAndBias(config, [lastSize(soleInput(inputs)), config.units]),
});

export const activation = defineLayer({
  type: 'Activation',
  category: 'core',
  fields: { activation: { kind: 'choice', choices: ACTIVATIONS }, ...ACTIVITY_FIELDS },
  inputCount: 1,
  inferShape: (_config, inputs) => ok(soleInput(inputs)),
  weights: () => [],
});
