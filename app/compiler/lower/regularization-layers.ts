import { multiply, positive, subtract } from '../operators/elementwise.ts';
import { mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';

export const regularizationLayers = {
  Dropout: ({ config: { rate } }, input, context) => {
    if (context.mode === 'inference' || rate === 0) return input;
    return mapLayer(input, (x) => {
      const kept = positive(subtract(context.uniformNumbers(x.shape), rate));
      return multiply(x, multiply(kept, 1 / (1 - rate)));
    });
  },
} satisfies Partial<LoweringTable>;
