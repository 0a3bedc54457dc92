import { batchNormalizationGradient } from '../operators/normalization.ts';
import { type GradientTable, inputOf, notDifferentiable, outputOf } from './rule.ts';

export const normalizationGradients = {
  batchNormalization: (node, dy) => {
    const found = batchNormalizationGradient(
      dy,
      { variance: outputOf(node, 2), centred: outputOf(node, 3) },
      inputOf(node, 1),
      node.attributes,
    );
    return [found.dx, found.dgamma, found.dbeta];
  },
  batchNormalizationGradient: notDifferentiable,
} satisfies Partial<GradientTable>;
