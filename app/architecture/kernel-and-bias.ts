import type { Fields, ValuesOf } from '../field.ts';
import type { Shape } from '../shape.ts';
import { lastSize, type WeightSpec } from './layer-definition.ts';
import { trainable, weightFields } from './weight-fields.ts';

/** Fields that every layer with a kernel and a bias has. */
export const KERNEL_AND_BIAS_FIELDS = {
  use_bias: { kind: 'boolean', default: true },
  ...weightFields({ kernel: 'glorot_uniform', bias: 'zeros' }),
} as const satisfies Fields;

/**
 * Kernel, and bias where used.
 * @param outputs features that have a bias each; the kernel's last size where left out
 */
export function kernelAndBias(
  config: ValuesOf<typeof KERNEL_AND_BIAS_FIELDS>,
  kernelShape: Shape,
  outputs: number = lastSize(kernelShape),
): readonly WeightSpec[] {
  const kernel = trainable('kernel', config, kernelShape);
  return config.use_bias ? [kernel, trainable('bias', config, [outputs])] : [kernel];
}
