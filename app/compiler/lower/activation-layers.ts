import { sampleAxes } from '../../architecture/axes.ts';
import type { Value } from '../graph.ts';
import {
  clip,
  elu,
  greater,
  leakyRelu,
  minimum,
  multiply,
  negate,
  relu,
  select,
  softmax,
  subtract,
} from '../operators/elementwise.ts';
import { byRows } from './axis-order.ts';
import { alongside, mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';

/** What lies above the threshold, cut off at `most`. */
function rectified(x: Value, threshold: number, most: number | null): Value {
  const above = threshold === 0 ? relu(x) : select(greater(x, threshold), x, 0);
  if (most === null) return above;
  // Keras has an activation of its own for 6, whose gradient ends below the bound.
  return threshold === 0 && most === 6 ? minimum(6, above) : clip(above, 0, most);
}

export const activationLayers = {
  ReLU: ({ config: { max_value, negative_slope, threshold } }, input) =>
    mapLayer(input, (x) => {
      if (negative_slope === 0) return rectified(x, threshold, max_value);
      if (max_value === null && threshold === 0) return leakyRelu(x, negative_slope);
      const below = multiply(relu(subtract(threshold, x)), negative_slope);
      return subtract(rectified(x, threshold, max_value), below);
    }),
  LeakyReLU: ({ config }, input) => mapLayer(input, (x) => leakyRelu(x, config.negative_slope)),
  PReLU: (_layer, input, context) => {
    const alpha = alongside(input, context.weight('alpha'));
    return mapLayer(input, (x) => subtract(relu(x), multiply(alpha, relu(negate(x)))));
  },
  ELU: ({ config }, input) => mapLayer(input, (x) => elu(x, config.alpha)),
  Softmax: ({ config, shape }, input) =>
    byRows(input, sampleAxes(config.axis, shape.length), softmax),
} satisfies Partial<LoweringTable>;
