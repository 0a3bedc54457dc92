import { add, multiply } from '../operators/elementwise.ts';
import { mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';

export const preprocessingLayers = {
  Rescaling: ({ config }, input) =>
    mapLayer(input, (x) => {
      const scaled = multiply(x, config.scale);
      return config.offset === 0 ? scaled : add(scaled, config.offset);
    }),
} satisfies Partial<LoweringTable>;
