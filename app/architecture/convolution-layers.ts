import { fail, ok } from '../errors.ts';
import { KERNEL_AND_BIAS_FIELDS, kernelAndBias } from './kernel-and-bias.ts';
import { ACTIVATION_FIELD, defineLayer, lastSize, soleInput } from './layer-definition.ts';
import { ACTIVITY_FIELDS } from './regularizers.ts';
import {
  FILTERS,
  kernelFields,
  onesField,
  stridesWithDilation,
  type WindowRank,
} from './window-fields.ts';
import { dilatedSizes, PADDINGS, type Padding, SEQUENCE_PADDINGS, slideWindow } from './windows.ts';

/** Slides over `rank` axes; kernel […window, in / groups, out]. */
function convolutionLayer<const Type extends string>(
  type: Type,
  rank: WindowRank,
  paddings: readonly Padding[],
) {
  return defineLayer({
    type,
    category: 'convolution',
    fields: {
      filters: FILTERS,
      ...kernelFields(rank, paddings),
      dilation_rate: onesField(rank),
      groups: { kind: 'integer', minimum: 1, maximum: 65_536, default: 1 },
      activation: ACTIVATION_FIELD,
      ...KERNEL_AND_BIAS_FIELDS,
      ...ACTIVITY_FIELDS,
    },
    inputCount: 1,
    masking: 'refuses',
    inferShape: (config, inputs, layerId) => {
      const { filters, kernel_size, strides, padding, dilation_rate, groups } = config;
      const refused = stridesWithDilation(config, layerId);
      if (refused !== null) return refused;
      const shape = soleInput(inputs);
      const size = dilatedSizes(kernel_size, dilation_rate);
      const output = slideWindow({ size, strides, padding }, shape, layerId);
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
}

export const CONVOLUTION_LAYERS = {
  Conv1D: convolutionLayer('Conv1D', 1, SEQUENCE_PADDINGS),
  Conv2D: convolutionLayer('Conv2D', 2, PADDINGS),
  Conv3D: convolutionLayer('Conv3D', 3, PADDINGS),
} as const;
