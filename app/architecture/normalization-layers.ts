import { fail, ok, type Result } from '../errors.ts';
import type { ValuesOf } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { checkedAxes, sampleAxes } from './axes.ts';
import { initializerField } from './initializers.ts';
import { defineLayer, lastSize, soleInput, type WeightSpec } from './layer-definition.ts';
import { trainable, weightFields } from './weight-fields.ts';

/** Scale and shift after normalising. */
const AFFINE_FIELDS = {
  center: { kind: 'boolean', default: true },
  scale: { kind: 'boolean', default: true },
  ...weightFields({ beta: 'zeros', gamma: 'ones' }),
} as const;

const AXIS_FIELD = { kind: 'integer', default: -1 } as const;
const AXES_FIELD = { kind: 'axes', default: [-1] } as const;

function affineWeights(
  config: ValuesOf<typeof AFFINE_FIELDS>,
  shape: Shape,
): readonly WeightSpec[] {
  const gamma = config.scale ? [trainable('gamma', config, shape)] : [];
  const beta = config.center ? [trainable('beta', config, shape)] : [];
  return [...gamma, ...beta];
}

/** The input's shape, if the axes are its own. */
function alongAxes(
  axes: readonly number[],
  inputs: readonly Shape[],
  layerId: LayerId,
): Result<Shape> {
  const shape = soleInput(inputs);
  const checked = checkedAxes(axes, shape.length, layerId, 'axis');
  return checked.ok ? ok(shape) : checked;
}

const sizesAlong = (axes: readonly number[], shape: Shape): Shape =>
  sampleAxes(axes, shape.length).map((axis) => shape[axis] ?? 1);

/**
 * Normalises each feature along `axis`, by the batch in training and by moving statistics after.
 * `moving = moving × momentum + batch × (1 − momentum)`, variance of the population. Steps that a
 * mask leaves out do not count.
 * @source Ioffe & Szegedy 2015, arXiv:1502.03167; Keras 3 BatchNormalization
 */
const batchNormalization = defineLayer({
  type: 'BatchNormalization',
  category: 'normalization',
  fields: {
    axis: AXIS_FIELD,
    momentum: { kind: 'number', minimum: 0, maximum: 1, default: 0.99 },
    epsilon: { kind: 'number', above: 0, default: 0.001 },
    ...AFFINE_FIELDS,
    moving_mean_initializer: initializerField('zeros'),
    moving_variance_initializer: initializerField('ones'),
  },
  inputCount: 1,
  inferShape: ({ axis }, inputs, layerId) => alongAxes([axis], inputs, layerId),
  weights: (config, inputs) => {
    const shape = sizesAlong([config.axis], soleInput(inputs));
    return [
      ...affineWeights(config, shape),
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

/**
 * Normalises each sample along one axis or several by its own mean and variance there.
 * @source Ba et al. 2016, arXiv:1607.06450; Keras 3 LayerNormalization
 */
const layerNormalization = defineLayer({
  type: 'LayerNormalization',
  category: 'normalization',
  fields: {
    axis: AXES_FIELD,
    epsilon: { kind: 'number', above: 0, default: 0.001 },
    ...AFFINE_FIELDS,
  },
  inputCount: 1,
  inferShape: ({ axis }, inputs, layerId) => alongAxes(axis, inputs, layerId),
  weights: (config, inputs) => affineWeights(config, sizesAlong(config.axis, soleInput(inputs))),
});

/**
 * Normalises each sample group by group of the channels along `axis`, over all other axes; -1 makes
 * each channel a group.
 * @source Wu & He 2018, arXiv:1803.08494; Keras 3 GroupNormalization
 */
const groupNormalization = defineLayer({
  type: 'GroupNormalization',
  category: 'normalization',
  fields: {
    groups: { kind: 'integer', minimum: -1, default: 32 },
    axis: AXIS_FIELD,
    epsilon: { kind: 'number', above: 0, default: 0.001 },
    ...AFFINE_FIELDS,
  },
  inputCount: 1,
  inferShape: ({ groups, axis }, inputs, layerId) => {
    const shape = alongAxes([axis], inputs, layerId);
    if (!shape.ok) return shape;
    const channels = lastSize(sizesAlong([axis], shape.value));
    if (groups === -1 || (groups > 0 && channels % groups === 0)) return shape;
    return fail({
      code: 'architecture/config-invalid',
      layerId,
      key: 'groups',
      value: String(groups),
      expected: `divisor of ${channels} or -1`,
    });
  },
  weights: (config, inputs) => affineWeights(config, sizesAlong([config.axis], soleInput(inputs))),
});

/**
 * Divides each sample along one axis or several by the root of its mean square there, and scales.
 * @source Zhang & Sennrich 2019, arXiv:1910.07467; Keras 3 RMSNormalization
 */
const rmsNormalization = defineLayer({
  type: 'RMSNormalization',
  category: 'normalization',
  fields: { axis: AXES_FIELD, epsilon: { kind: 'number', above: 0, default: 1e-6 } },
  inputCount: 1,
  inferShape: ({ axis }, inputs, layerId) => alongAxes(axis, inputs, layerId),
  weights: ({ axis }, inputs) => {
    const shape = sizesAlong(axis, soleInput(inputs));
    return [{ name: 'scale', shape, initializer: 'ones', trainable: true }];
  },
});

/** Brings each sample to length 1 along one axis or several. */
const unitNormalization = defineLayer({
  type: 'UnitNormalization',
  category: 'normalization',
  fields: { axis: AXES_FIELD },
  inputCount: 1,
  inferShape: ({ axis }, inputs, layerId) => alongAxes(axis, inputs, layerId),
  weights: () => [],
});

export const NORMALIZATION_LAYERS = {
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  GroupNormalization: groupNormalization,
  RMSNormalization: rmsNormalization,
  UnitNormalization: unitNormalization,
} as const;
