import { layerNormalizationGradient } from '../operators/layer-normalization.ts';
import { type GradientTable, inputOf, notDifferentiable, outputOf } from './rule.ts';

export const layerNormalizationGradients = {
  layerNormalization: (node, dy) =>
    layerNormalizationGradient(
      dy,
      inputOf(node, 0),
      inputOf(node, 1),
      { mean: outputOf(node, 1), inverse: outputOf(node, 2) },
      node.attributes.epsilon,
    ),
  layerNormalizationGradient: notDifferentiable,
} satisfies Partial<GradientTable>;
