import type { Value } from '../graph.ts';
import { add, divide, multiply, squareRoot, subtract } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { batchNormalization } from '../operators/normalization.ts';
import { channelAxis, mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';

export const normalizationLayers = {
  BatchNormalization: ({ config }, input, context) => {
    const x = input.value;
    const axis = channelAxis(input);
    const { epsilon, momentum } = config;
    const channels = x.shape[axis] ?? 1;
    const constant = (value: number) =>
      context.graph.constant(new Float32Array(channels).fill(value), 'float32', [channels]);
    const gamma = config.scale ? context.weight('gamma') : constant(1);
    const beta = config.center ? context.weight('beta') : constant(0);
    const movingMean = context.weight('moving_mean');
    const movingVariance = context.weight('moving_variance');

    if (context.mode === 'inference') {
      // A vector over channels, shaped so that it broadcasts over x in either layout.
      const alongChannels = (vector: Value) =>
        reshape(
          vector,
          x.shape.slice(axis).map((size, at) => (at === 0 ? size : 1)),
        );
      const scale = divide(gamma, squareRoot(add(movingVariance, epsilon)));
      const shift = subtract(beta, multiply(movingMean, scale));
      return mapLayer(input, () => add(multiply(x, alongChannels(scale)), alongChannels(shift)));
    }
    const { y, mean, variance } = batchNormalization(x, gamma, beta, { axis, epsilon });
    const follow = (old: Value, now: Value) =>
      add(multiply(old, momentum), multiply(now, 1 - momentum));
    context.updateStatistic('moving_mean', follow(movingMean, mean));
    context.updateStatistic('moving_variance', follow(movingVariance, variance));
    return mapLayer(input, () => y);
  },
} satisfies Partial<LoweringTable>;
