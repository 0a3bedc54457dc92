import { fail, ok } from '../errors.ts';
import {
  ACTIVATION_FIELD,
  defineLayer,
  KERNEL_AND_BIAS_FIELDS,
  kernelAndBias,
  lastSize,
  soleInput,
} from './layer-definition.ts';
import { dilatedSizes, PADDINGS, slideWindow } from './windows.ts';

/** Kernel [height, width, in / groups, out]; channels last. */
export const conv2d = defineLayer({
  type: 'Conv2D',
  category: 'convolution',
  fields: {
    filters: { kind: 'integer', minimum: 1, maximum: 65_536 },
    kernel_size: { kind: 'sizes', rank: 2, minimum: 1, maximum: 1024 },
    strides: { kind: 'sizes', rank: 2, minimum: 1, maximum: 1024, default: [1, 1] },
    padding: { kind: 'choice', choices: PADDINGS, default: 'valid' },
    dilation_rate: { kind: 'sizes', rank: 2, minimum: 1, maximum: 1024, default: [1, 1] },
    groups: { kind: 'integer', minimum: 1, maximum: 65_536, default: 1 },
    activation: ACTIVATION_FIELD,
    ...KERNEL_AND_BIAS_FIELDS,
  },
  inputCount: 1,
  inferShape: (config, inputs, layerId) => {
    const { filters, kernel_size, strides, padding, dilation_rate, groups } = config;
    // Keras refuses both at once, since TensorFlow's kernels do.
    if (Math.max(...strides) > 1 && Math.max(...dilation_rate) > 1) {
      return fail({
        code: 'architecture/config-invalid',
        layerId,
        key: 'dilation_rate',
        value: JSON.stringify(dilation_rate),
        expected: '1 (strides > 1)',
      });
    }
    const shape = soleInput(inputs);
    const output = slideWindow(
      { size: dilatedSizes(kernel_size, dilation_rate), strides, padding },
      shape,
      layerId,
    );
    if (!output.ok) return output;
    if (lastSize(shape) % groups !== 0 || filters % groups !== 0) {
      return fail({
        code: 'architecture/config-invalid',
        layerId,
        key: 'groups',
        value: String(groups),
        expected: `divisor of ${lastSize(shape)} and ${filters}`,
      });
    }
    return ok([...output.value, filters]);
  },
  weights: (config, inputs) =>
    kernelAndBias(config, [
      ...config.kernel_size,
      lastSize(soleInput(inputs)) / config.groups,
      config.filters,
    ]),
});
