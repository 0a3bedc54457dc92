import { ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import {
  ACTIVATION_FIELD,
  defineLayer,
  lastSize,
  soleInput,
  type WeightSpec,
} from './layer-definition.ts';
import { ACTIVITY_FIELDS } from './regularizers.ts';
import { trainable, type WeightConfig, weightFields } from './weight-fields.ts';
import { FILTERS, kernelFields, onesField } from './window-fields.ts';
import { dilatedSizes, type Padding, slideWindow } from './windows.ts';

const DEPTH_MULTIPLIER = { kind: 'integer', minimum: 1, maximum: 1024, default: 1 } as const;
const BIAS = { kind: 'boolean', default: true } as const;
/** Strides and dilation may both be above 1, unlike in other convolutions. */
function slid(
  config: {
    readonly kernel_size: readonly number[];
    readonly strides: readonly number[];
    readonly padding: Padding;
    readonly dilation_rate: readonly number[];
  },
  channels: number,
  inputs: readonly Shape[],
  layerId: LayerId,
): Result<Shape> {
  const { kernel_size, strides, padding, dilation_rate } = config;
  const size = dilatedSizes(kernel_size, dilation_rate);
  const output = slideWindow({ size, strides, padding }, soleInput(inputs), layerId);
  return output.ok ? ok([...output.value, channels]) : output;
}

/** One filter, or `depth_multiplier` of them, for each channel alone; kernel […window, in, multiplier]. */
function depthwiseLayer<const Type extends string>(type: Type, rank: 1 | 2) {
  return defineLayer({
    type,
    category: 'convolution',
    fields: {
      ...kernelFields(rank),
      depth_multiplier: DEPTH_MULTIPLIER,
      dilation_rate: onesField(rank),
      activation: ACTIVATION_FIELD,
      use_bias: BIAS,
      ...weightFields({ depthwise: 'glorot_uniform', bias: 'zeros' }),
      ...ACTIVITY_FIELDS,
    },
    inputCount: 1,
    masking: 'refuses',
    inferShape: (config, inputs, layerId) =>
      slid(config, lastSize(soleInput(inputs)) * config.depth_multiplier, inputs, layerId),
    weights: (config, inputs) => {
      const channels = lastSize(soleInput(inputs));
      const { kernel_size, depth_multiplier } = config;
      const shape = [...kernel_size, channels, depth_multiplier];
      return withBias(config, channels * depth_multiplier, [
        trainable('depthwise', config, shape, 'kernel'),
      ]);
    },
  });
}

/** A depthwise convolution, then a dense layer at each place; pointwise kernel […1, in × multiplier, out]. */
function separableLayer<const Type extends string>(type: Type, rank: 1 | 2) {
  return defineLayer({
    type,
    category: 'convolution',
    fields: {
      filters: FILTERS,
      ...kernelFields(rank),
      dilation_rate: onesField(rank),
      depth_multiplier: DEPTH_MULTIPLIER,
      activation: ACTIVATION_FIELD,
      use_bias: BIAS,
      ...weightFields({
        depthwise: 'glorot_uniform',
        pointwise: 'glorot_uniform',
        bias: 'zeros',
      }),
      ...ACTIVITY_FIELDS,
    },
    inputCount: 1,
    masking: 'refuses',
    inferShape: (config, inputs, layerId) => slid(config, config.filters, inputs, layerId),
    weights: (config, inputs) => {
      const channels = lastSize(soleInput(inputs));
      const { filters, kernel_size, depth_multiplier } = config;
      const one = kernel_size.map(() => 1);
      return withBias(config, filters, [
        trainable(
          'depthwise',
          config,
          [...kernel_size, channels, depth_multiplier],
          'depthwise_kernel',
        ),
        trainable(
          'pointwise',
          config,
          [...one, channels * depth_multiplier, filters],
          'pointwise_kernel',
        ),
      ]);
    },
  });
}

function withBias(
  config: WeightConfig<'bias'> & { readonly use_bias: boolean },
  channels: number,
  kernels: readonly WeightSpec[],
): readonly WeightSpec[] {
  return config.use_bias ? [...kernels, trainable('bias', config, [channels])] : kernels;
}

export const DEPTHWISE_LAYERS = {
  DepthwiseConv1D: depthwiseLayer('DepthwiseConv1D', 1),
  DepthwiseConv2D: depthwiseLayer('DepthwiseConv2D', 2),
  SeparableConv1D: separableLayer('SeparableConv1D', 1),
  SeparableConv2D: separableLayer('SeparableConv2D', 2),
} as const;
