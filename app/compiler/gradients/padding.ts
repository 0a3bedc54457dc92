import { pad } from '../operators/padding.ts';
import type { GradientTable } from './rule.ts';

const negated = (sizes: readonly number[]): readonly number[] => sizes.map((size) => 0 - size);

export const paddingGradients = {
  pad: ({ attributes: { before, after } }, dy) => [pad(dy, negated(before), negated(after))],
} satisfies Partial<GradientTable>;
