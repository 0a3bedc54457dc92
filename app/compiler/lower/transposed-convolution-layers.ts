import type { LayerConfig } from '../../architecture/catalogue.ts';
import { dilatedSize } from '../../architecture/windows.ts';
import type { Shape } from '../../shape.ts';
import type { ConvolutionAttributes, Pair } from '../operators/attributes.ts';
import { convolutionInputGradient } from '../operators/convolution.ts';
import { add } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { activate } from './activations.ts';
import { filterOf } from './convolution-layers.ts';
import type { LayerTensor } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';
import { fromImage, imageOf, planar } from './windows.ts';

type Config = LayerConfig<'Conv1DTranspose'>;

/** The convolution from the layer's output to its input: what windows reach beyond is padding. */
function reversed(config: Config, input: Pair, output: Pair): ConvolutionAttributes {
  const window = planar(config.kernel_size);
  const strides = planar(config.strides);
  const dilations = planar(config.dilation_rate);
  const beyond = (axis: 0 | 1): Pair => {
    const reached = (input[axis] - 1) * strides[axis] + dilatedSize(window[axis], dilations[axis]);
    const total = Math.max(0, reached - output[axis]);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  const [[top, bottom], [left, right]] = [beyond(0), beyond(1)];
  return { strides, dilations, padding: [top, left, bottom, right], groups: 1 };
}

/** The input gradient of a convolution, its input being the layer's output. */
const transposed =
  (rank: 1 | 2) =>
  (
    { config, shape }: { readonly config: Config; readonly shape: Shape },
    input: LayerTensor,
    context: LoweringContext,
  ): LayerTensor => {
    const x = imageOf(input);
    const [batch = 1, , height = 1, width = 1] = x.shape;
    const sizes = planar(shape.slice(0, -1));
    const value = convolutionInputGradient(
      x,
      filterOf(context.weight('kernel')),
      [batch, config.filters, ...sizes],
      reversed(config, [height, width], sizes),
    );
    const biased = config.use_bias
      ? add(value, reshape(context.weight('bias'), [config.filters, 1, 1]))
      : value;
    return activate(fromImage(biased, rank), config.activation);
  };

export const transposedConvolutionLayers = {
  Conv1DTranspose: transposed(1),
  Conv2DTranspose: transposed(2),
} satisfies Partial<LoweringTable>;
