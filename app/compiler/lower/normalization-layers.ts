import type { Value } from '../graph.ts';
import { add, divide, multiply, square, squareRoot, subtract } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { mean } from '../operators/reduction.ts';
import { channelAxis, mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';

export const normalizationLayers = {
  BatchNormalization: ({ config }, input, context) => {
    const x = input.value;
    const channels = channelAxis(input);
    const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== channels);
    // A vector over channels, shaped so that it broadcasts over x in either layout.
    const alongChannels = (vector: Value) =>
      reshape(
        vector,
        x.shape.slice(channels).map((size, at) => (at === 0 ? size : 1)),
      );

    const moving = {
      mean: context.weight('moving_mean'),
      variance: context.weight('moving_variance'),
    };
    let centred: Value;
    let variance: Value;
    if (context.mode === 'training') {
      const batchMean = mean(x, others);
      // Centred before squaring: E[x²] − E[x]² loses all digits where the mean is large.
      centred = subtract(x, alongChannels(batchMean));
      variance = mean(square(centred), others);
      const follow = (old: Value, now: Value) =>
        add(multiply(old, config.momentum), multiply(now, 1 - config.momentum));
      context.updateStatistic('moving_mean', follow(moving.mean, batchMean));
      context.updateStatistic('moving_variance', follow(moving.variance, variance));
    } else {
      centred = subtract(x, alongChannels(moving.mean));
      variance = moving.variance;
    }

    const deviation = squareRoot(add(variance, config.epsilon));
    const scale = divide(config.scale ? context.weight('gamma') : 1, deviation);
    const scaled = multiply(centred, alongChannels(scale));
    return mapLayer(input, () =>
      config.center ? add(scaled, alongChannels(context.weight('beta'))) : scaled,
    );
  },
} satisfies Partial<LoweringTable>;
