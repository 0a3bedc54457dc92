import { sampleAxes } from '../../architecture/axes.ts';
import { add, multiply, positive, subtract } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { oneHot, sum } from '../operators/reduction.ts';
import { rowNumbers } from './embedding-layers.ts';
import { alongside, channelsLast, mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';

/** Keras' `epsilon()`: no deviation counts as smaller. */
const SMALLEST_DEVIATION = 1e-7;

export const preprocessingLayers = {
  Rescaling: ({ config }, input) =>
    mapLayer(input, (x) => {
      const scaled = multiply(x, config.scale);
      return config.offset === 0 ? scaled : add(scaled, config.offset);
    }),
  Normalization: ({ config, shape }, input, { graph }) => {
    const axes = sampleAxes(config.axis, shape.length);
    const along = (numbers: readonly number[]) => {
      const sizes = shape.map((size, axis) =>
        axes.includes(axis) && numbers.length > 1 ? size : 1,
      );
      return alongside(input, graph.constant(numbers, 'float32', sizes));
    };
    const deviations = config.variance.map((each) => Math.max(Math.sqrt(each), SMALLEST_DEVIATION));
    const mean = along(config.mean);
    return mapLayer(input, (x) =>
      config.invert
        ? add(multiply(x, along(deviations)), mean)
        : multiply(subtract(x, mean), along(deviations.map((each) => 1 / each))),
    );
  },
  CategoryEncoding: ({ config, shape }, input) => {
    const x = channelsLast(input);
    const [batch = 1] = x.shape;
    const vectors = oneHot(rowNumbers(x, config.num_tokens), config.num_tokens);
    if (config.output_mode === 'one_hot') {
      return { value: reshape(vectors, [batch, ...shape]), layout: 'channels-last' };
    }
    const counts = sum(vectors, [x.shape.length - 1]);
    const value = config.output_mode === 'count' ? counts : positive(counts);
    return { value, layout: 'channels-last' };
  },
} satisfies Partial<LoweringTable>;
