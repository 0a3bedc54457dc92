import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { KERNEL_AND_BIAS_FIELDS, kernelAndBias } from './kernel-and-bias.ts';
import { ACTIVATION_FIELD, defineLayer, lastSize, soleInput } from './layer-definition.ts';
import { ACTIVITY_FIELDS } from './regularizers.ts';
import {
  FILTERS,
  kernelFields,
  onesField,
  sizesField,
  stridesWithDilation,
  type WindowRank,
} from './window-fields.ts';
import { dilatedSizes, type Padding, spatialSizes } from './windows.ts';

interface Transposed {
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  /** Null, as Keras' None: `same` gives length × stride, `valid` all that the windows touch. */
  readonly output_padding: readonly number[] | null;
  readonly dilation_rate: readonly number[];
}

/**
 * Output lengths of a transposed convolution: with `valid` all that windows touch, with `same`
 * `(length − 1) · stride + window mod 2`; and `output_padding` on top.
 * @source Keras 3 `compute_conv_transpose_output_shape`
 */
function transposedSizes(config: Transposed, sizes: Shape): Shape {
  const { kernel_size, strides, padding, output_padding, dilation_rate } = config;
  const windows = dilatedSizes(kernel_size, dilation_rate);
  return sizes.map((length, axis) => {
    const [window = 1, stride = 1] = [windows[axis], strides[axis]];
    const least = (length - 1) * stride;
    const added = output_padding?.[axis];
    if (padding === 'same') {
      return added === undefined ? length * stride : least + (window % 2) + added;
    }
    return added === undefined ? least + Math.max(window, stride) : least + window + added;
  });
}

/** Kernel […window, out, in]: that of the convolution whose input gradient this is. */
function transposedLayer<const Type extends string>(type: Type, rank: WindowRank) {
  return defineLayer({
    type,
    category: 'convolution',
    fields: {
      filters: FILTERS,
      ...kernelFields(rank),
      output_padding: { ...sizesField(rank), minimum: 0, default: null },
      dilation_rate: onesField(rank),
      activation: ACTIVATION_FIELD,
      ...KERNEL_AND_BIAS_FIELDS,
      ...ACTIVITY_FIELDS,
    },
    inputCount: 1,
    masking: 'refuses',
    inferShape: (config, inputs, layerId) => {
      const refused = stridesWithDilation(config, layerId) ?? paddedTooFar(config, layerId);
      if (refused !== null) return refused;
      const sizes = spatialSizes(soleInput(inputs), rank, layerId);
      if (!sizes.ok) return sizes;
      const output = transposedSizes(config, sizes.value);
      // An even window of one position, cut off at both sides.
      if (Math.min(...output) < 1) return refusedPadding(config, layerId, 'null');
      return ok([...output, config.filters]);
    },
    weights: (config, inputs) => {
      const { kernel_size, filters } = config;
      return kernelAndBias(config, [...kernel_size, filters, lastSize(soleInput(inputs))], filters);
    },
  });
}

type Refused = Extract<Result<never>, { ok: false }>;

/** Positions of the window would be left out if more were added than one stride. */
function paddedTooFar(config: Transposed, layerId: LayerId): Refused | null {
  const stride = config.strides.find((each, axis) => (config.output_padding?.[axis] ?? 0) >= each);
  return stride === undefined ? null : refusedPadding(config, layerId, `integer in [0, ${stride})`);
}

function refusedPadding(config: Transposed, layerId: LayerId, expected: string): Refused {
  return fail({
    code: 'architecture/config-invalid',
    layerId,
    key: 'output_padding',
    value: JSON.stringify(config.output_padding),
    expected,
  });
}

export const TRANSPOSED_CONVOLUTION_LAYERS = {
  Conv1DTranspose: transposedLayer('Conv1DTranspose', 1),
  Conv2DTranspose: transposedLayer('Conv2DTranspose', 2),
} as const;
