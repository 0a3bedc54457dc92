import {
  convolution,
  convolutionFilterGradient,
  convolutionInputGradient,
  maxPoolGradient,
} from '../operators/convolution.ts';
import { sum } from '../operators/reduction.ts';
import { type GradientTable, inputOf, notDifferentiable, outputOf } from './rule.ts';

/** All but the channel axis of `[batch, channels, height, width]`. */
const OVER_CHANNELS = [0, 2, 3];

export const convolutionGradients = {
  convolution: (node, dy, wanted) => {
    const x = inputOf(node, 0);
    const filter = inputOf(node, 1);
    return [
      wanted(0) ? convolutionInputGradient(dy, filter, x.shape, node.attributes) : null,
      wanted(1) ? convolutionFilterGradient(x, dy, filter.shape, node.attributes) : null,
      wanted(2) ? sum(dy, OVER_CHANNELS) : null,
    ];
  },
  // Both are linear in each input: a forward pass has them as transposed convolutions.
  convolutionInputGradient: (node, gradient, wanted) => {
    const dy = inputOf(node, 0);
    const filter = inputOf(node, 1);
    return [
      wanted(0) ? convolution(gradient, filter, undefined, node.attributes) : null,
      wanted(1) ? convolutionFilterGradient(gradient, dy, filter.shape, node.attributes) : null,
    ];
  },
  convolutionFilterGradient: (node, gradient, wanted) => {
    const x = inputOf(node, 0);
    const dy = inputOf(node, 1);
    return [
      wanted(0) ? convolutionInputGradient(dy, gradient, x.shape, node.attributes) : null,
      wanted(1) ? convolution(x, gradient, undefined, node.attributes) : null,
    ];
  },
  maxPool: (node, dy) => [
    maxPoolGradient(dy, outputOf(node, 1), inputOf(node, 0).shape, node.attributes),
  ],
  maxPoolGradient: notDifferentiable,
} satisfies Partial<GradientTable>;
