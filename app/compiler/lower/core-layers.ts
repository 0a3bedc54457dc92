import { matrixProduct } from '../operators/linear.ts';
import { reshape } from '../operators/movement.ts';
import { activate } from './activations.ts';
import { channelsLast } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';

export const coreLayers = {
  Input: (_layer, input) => input,
  Dense: ({ config, shape }, input, context) => {
    const x = channelsLast(input);
    const kernel = context.weight('kernel');
    const [features = 1, units = 1] = kernel.shape;
    const batch = x.shape[0] ?? 1;
    // Leading axes are rows of one product: Keras maps the last axis only.
    const rows = batch * (x.shape.slice(1, -1).reduce((product, size) => product * size, 1) || 1);
    const bias = config.use_bias ? context.weight('bias') : undefined;
    const y = matrixProduct(reshape(x, [rows, features]), kernel, { bias });
    const value = activate(
      { value: reshape(y, [batch, ...shape.slice(0, -1), units]), layout: 'channels-last' },
      config.activation,
    );
    return value;
  },
  Activation: ({ config }, input) => activate(input, config.activation),
  Flatten: ({ shape }, input) => {
    const x = channelsLast(input);
    return { value: reshape(x, [x.shape[0] ?? 1, ...shape]), layout: 'channels-last' };
  },
} satisfies Partial<LoweringTable>;
