import { type GradientTable, notDifferentiable } from './rule.ts';

/** Written only once a graph has been differentiated. */
export const blockedGradients = {
  reorder: notDifferentiable,
  toMemoryOrder: notDifferentiable,
  fromMemoryOrder: notDifferentiable,
  blockedConvolution: notDifferentiable,
  blockedInputGradient: notDifferentiable,
  blockedFilterGradient: notDifferentiable,
  blockedMaxPool: notDifferentiable,
  blockedMaxPoolGradient: notDifferentiable,
  blockedAffine: notDifferentiable,
  blockedDot: notDifferentiable,
} satisfies Partial<GradientTable>;
