import type { LayerConfig } from '../../architecture/catalogue.ts';
import type { Value } from '../graph.ts';
import { convolution } from '../operators/convolution.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { activate } from './activations.ts';
import { filterOf } from './convolution-layers.ts';
import type { LayerTensor } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';
import { fromImage, imageOf, imageWindow, type LayerWindow, planar } from './windows.ts';

/**
 * A convolution of as many groups as there are channels.
 * @param kernel […window, in, multiplier]; output channels go channel by channel, filters within
 */
function depthwise(x: Value, kernel: Value, bias: Value | undefined, config: LayerWindow): Value {
  const [channels = 1, multiplier = 1] = kernel.shape.slice(-2);
  const window = planar(kernel.shape.slice(0, -2));
  const byChannel = transpose(reshape(kernel, [...window, channels, multiplier]), [2, 3, 0, 1]);
  const filter = reshape(byChannel, [channels * multiplier, 1, ...window]);
  const { window: _, ...sliding } = imageWindow(x.shape, config);
  return convolution(x, filter, bias, { ...sliding, groups: channels });
}

const depthwiseLayer =
  (rank: 1 | 2) =>
  (
    { config }: { readonly config: LayerConfig<'DepthwiseConv1D'> },
    input: LayerTensor,
    context: LoweringContext,
  ): LayerTensor => {
    const bias = config.use_bias ? context.weight('bias') : undefined;
    const value = depthwise(imageOf(input), context.weight('kernel'), bias, config);
    return activate(fromImage(value, rank), config.activation);
  };

const separableLayer =
  (rank: 1 | 2) =>
  (
    { config }: { readonly config: LayerConfig<'SeparableConv1D'> },
    input: LayerTensor,
    context: LoweringContext,
  ): LayerTensor => {
    const kernel = context.weight('depthwise_kernel');
    const value = convolution(
      depthwise(imageOf(input), kernel, undefined, config),
      filterOf(context.weight('pointwise_kernel')),
      config.use_bias ? context.weight('bias') : undefined,
      { strides: [1, 1], dilations: [1, 1], padding: [0, 0, 0, 0], groups: 1 },
    );
    return activate(fromImage(value, rank), config.activation);
  };

export const depthwiseLayers = {
  DepthwiseConv1D: depthwiseLayer(1),
  DepthwiseConv2D: depthwiseLayer(2),
  SeparableConv1D: separableLayer(1),
  SeparableConv2D: separableLayer(2),
} satisfies Partial<LoweringTable>;
