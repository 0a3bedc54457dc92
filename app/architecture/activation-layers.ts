import { ok } from '../errors.ts';
import type { Shape } from '../shape.ts';
import { checkedAxes, sampleAxes } from './axes.ts';
import { defineLayer, soleInput } from './layer-definition.ts';
import { trainable, weightFields } from './weight-fields.ts';

const elementwise = {
  category: 'activation',
  inputCount: 1,
  inferShape: (_config: unknown, inputs: readonly Shape[]) => ok(soleInput(inputs)),
  weights: () => [],
} as const;

/** `x` above `threshold`, cut off at `max_value`; below, `negative_slope × (x − threshold)`. */
const relu = defineLayer({
  ...elementwise,
  type: 'ReLU',
  fields: {
    max_value: { kind: 'number', minimum: 0, default: null },
    negative_slope: { kind: 'number', minimum: 0, default: 0 },
    threshold: { kind: 'number', minimum: 0, default: 0 },
  },
  finalActivation: ({ max_value, negative_slope, threshold }) =>
    max_value === null && negative_slope === 0 && threshold === 0 ? 'relu' : 'linear',
});

/** `x` above 0, else `negative_slope × x`. Its slope is 0.3, that of the function `leaky_relu` 0.2. */
const leakyRelu = defineLayer({
  ...elementwise,
  type: 'LeakyReLU',
  fields: { negative_slope: { kind: 'number', minimum: 0, default: 0.3 } },
});

/**
 * `x` above 0, else `alpha × x`, with an alpha that is learnt for each value of a sample or, along
 * `shared_axes`, once for all.
 * @source He et al. 2015, arXiv:1502.01852
 */
const prelu = defineLayer({
  ...elementwise,
  type: 'PReLU',
  fields: {
    ...weightFields({ alpha: 'zeros' }),
    shared_axes: { kind: 'axes', minimum: 1, default: null },
  },
  inferShape: ({ shared_axes }, inputs, layerId) => {
    const shape = soleInput(inputs);
    const axes = checkedAxes(shared_axes ?? [], shape.length, layerId, 'shared_axes');
    return axes.ok ? ok(shape) : axes;
  },
  weights: (config, inputs) => {
    const sample = soleInput(inputs);
    const shared = sampleAxes(config.shared_axes ?? [], sample.length);
    const shape = sample.map((size, axis) => (shared.includes(axis) ? 1 : size));
    return [trainable('alpha', config, shape)];
  },
});

/** `x` above 0, else `alpha × (eˣ − 1)`. */
const elu = defineLayer({
  ...elementwise,
  type: 'ELU',
  fields: { alpha: { kind: 'number', default: 1 } },
});

/** Shares that add up to 1 along one axis or several. */
const softmax = defineLayer({
  ...elementwise,
  type: 'Softmax',
  fields: { axis: { kind: 'axes', default: [-1] } },
  masking: 'refuses',
  finalActivation: ({ axis }, inputs) => {
    const { length } = soleInput(inputs);
    return sampleAxes(axis, length).join() === String(length - 1) ? 'softmax' : 'linear';
  },
  inferShape: ({ axis }, inputs, layerId) => {
    const shape = soleInput(inputs);
    const axes = checkedAxes(axis, shape.length, layerId, 'axis');
    return axes.ok ? ok(shape) : axes;
  },
});

export const ACTIVATION_LAYERS = {
  ReLU: relu,
  LeakyReLU: leakyRelu,
  PReLU: prelu,
  ELU: elu,
  Softmax: softmax,
} as const;
