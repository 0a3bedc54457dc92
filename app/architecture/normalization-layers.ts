import { ok } from '../errors.ts';
import {
  defineLayer,
  INITIALIZERS,
  lastSize,
  soleInput,
  type WeightSpec,
} from './layer-definition.ts';

/**
 * Normalises each feature of the last axis, by the batch in training and by moving statistics after.
 * `moving = moving × momentum + batch × (1 − momentum)`, variance of the population.
 * @source Ioffe & Szegedy 2015, arXiv:1502.03167; Keras 3 BatchNormalization
 */
export const batchNormalization = defineLayer({
  type: 'BatchNormalization',
  category: 'normalization',
  fields: {
    momentum: { kind: 'number', minimum: 0, maximum: 1, default: 0.99 },
    epsilon: { kind: 'number', above: 0, default: 0.001 },
    center: { kind: 'boolean', default: true },
    scale: { kind: 'boolean', default: true },
    beta_initializer: { kind: 'choice', choices: INITIALIZERS, default: 'zeros' },
    gamma_initializer: { kind: 'choice', choices: INITIALIZERS, default: 'ones' },
    moving_mean_initializer: { kind: 'choice', choices: INITIALIZERS, default: 'zeros' },
    moving_variance_initializer: { kind: 'choice', choices: INITIALIZERS, default: 'ones' },
  },
  inputCount: 1,
  inferShape: (_config, inputs) => ok(soleInput(inputs)),
  weights: (config, inputs) => {
    const shape = [lastSize(soleInput(inputs))];
    const weights: WeightSpec[] = [];
    if (config.scale) {
      weights.push({
        name: 'gamma',
        shape,
        initializer: config.gamma_initializer,
        trainable: true,
      });
    }
    if (config.center) {
      weights.push({ name: 'beta', shape, initializer: config.beta_initializer, trainable: true });
    }
    return [
      ...weights,
      {
        name: 'moving_mean',
        shape,
        initializer: config.moving_mean_initializer,
        trainable: false,
      },
      {
        name: 'moving_variance',
        shape,
        initializer: config.moving_variance_initializer,
        trainable: false,
      },
    ];
  },
});
