import { sampleAxes } from '../../architecture/axes.ts';
import { add, multiply, subtract } from '../operators/elementwise.ts';
import { alongside, mapLayer } from './layer-tensor.ts';
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
} satisfies Partial<LoweringTable>;
