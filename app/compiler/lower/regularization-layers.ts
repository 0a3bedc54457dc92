import { add, multiply, subtract } from '../operators/elementwise.ts';
import { SELU_ALPHA, SELU_SCALE } from './activations.ts';
import { dropoutMask, kept } from './dropout-mask.ts';
import { axisOrder, type LayerTensor, mapLayer } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';

/** One draw for each sample and channel: size 1 along all other axes of the value. */
function perChannel({ value, layout }: LayerTensor): readonly number[] {
  const order = axisOrder(layout, value.shape.length);
  return value.shape.map((size, place) => {
    const axis = order[place];
    return axis === 0 || axis === value.shape.length - 1 ? size : 1;
  });
}

/** Draws as `noise_shape` has them, the batch first; for every value where it says nothing. */
function drawnShape(
  { value, layout }: LayerTensor,
  noiseShape: readonly (number | null)[] | null,
): readonly number[] {
  const order = axisOrder(layout, value.shape.length);
  return value.shape.map((size, place) => noiseShape?.[order[place] ?? 0] ?? size);
}

/** Zeroes a share of `rate`, drawn in a shape that broadcasts, and scales up the rest. */
const dropping =
  (drawn: (input: LayerTensor) => readonly number[]) =>
  (
    { config: { rate } }: { readonly config: { readonly rate: number } },
    input: LayerTensor,
    context: LoweringContext,
  ): LayerTensor => {
    const mask = dropoutMask(drawn(input), rate, context);
    return mask === null ? input : mapLayer(input, (x) => multiply(x, mask));
  };

/** What the inputs of `selu` units approach from above: −alpha × scale. */
const SATURATED = -SELU_ALPHA * SELU_SCALE;

export const regularizationLayers = {
  Dropout: (layer, input, context) =>
    dropping((tensor) => drawnShape(tensor, layer.config.noise_shape))(layer, input, context),
  SpatialDropout1D: dropping(perChannel),
  SpatialDropout2D: dropping(perChannel),
  SpatialDropout3D: dropping(perChannel),
  GaussianNoise: ({ config: { stddev } }, input, context) => {
    if (context.mode === 'inference' || stddev === 0) return input;
    return mapLayer(input, (x) => add(x, multiply(context.normalNumbers(x.shape), stddev)));
  },
  GaussianDropout: ({ config: { rate } }, input, context) => {
    if (context.mode === 'inference' || rate === 0) return input;
    const deviation = Math.sqrt(rate / (1 - rate));
    return mapLayer(input, (x) =>
      multiply(x, add(multiply(context.normalNumbers(x.shape), deviation), 1)),
    );
  },
  AlphaDropout: ({ config: { rate, noise_shape } }, input, context) => {
    if (context.mode === 'inference' || rate === 0) return input;
    const scale = ((1 - rate) * (1 + rate * SATURATED ** 2)) ** -0.5;
    return mapLayer(input, (x) => {
      const keeps = kept(drawnShape(input, noise_shape), rate, context);
      const mixed = add(multiply(x, keeps), multiply(subtract(1, keeps), SATURATED));
      return subtract(multiply(mixed, scale), scale * SATURATED * rate);
    });
  },
} satisfies Partial<LoweringTable>;
