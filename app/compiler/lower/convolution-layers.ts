import type { LayerConfig } from '../../architecture/catalogue.ts';
import type { Value } from '../graph.ts';
import { convolution } from '../operators/convolution.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { activate } from './activations.ts';
import type { LayerTensor } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';
import { fromImage, imageOf, imageWindow, planar } from './windows.ts';

/** Keras' kernel […window, in, out] as a filter [out, in, height, width]. */
export function filterOf(kernel: Value): Value {
  const [channels = 1, filters = 1] = kernel.shape.slice(-2);
  const window = planar(kernel.shape.slice(0, -2));
  return transpose(reshape(kernel, [...window, channels, filters]), [3, 2, 0, 1]);
}

const convolving =
  (rank: 1 | 2) =>
  (
    { config }: { readonly config: LayerConfig<'Conv1D'> },
    input: LayerTensor,
    context: LoweringContext,
  ): LayerTensor => {
    const x = imageOf(input);
    const { window: _, ...sliding } = imageWindow(x.shape, config);
    const value = convolution(
      x,
      filterOf(context.weight('kernel')),
      config.use_bias ? context.weight('bias') : undefined,
      { ...sliding, groups: config.groups },
    );
    return activate(fromImage(value, rank), config.activation);
  };

export const convolutionLayers = {
  Conv1D: convolving(1),
  Conv2D: convolving(2),
} satisfies Partial<LoweringTable>;
