import { inverseOrder, reshape, transpose } from '../operators/movement.ts';
import { sumToShape } from '../operators/reduction.ts';
import { type GradientTable, inputOf } from './rule.ts';

export const movementGradients = {
  reshape: (node, dy) => [reshape(dy, inputOf(node, 0).shape)],
  transpose: (node, dy) => [transpose(dy, inverseOrder(node.attributes.axes))],
  broadcast: (node, dy) => [sumToShape(dy, inputOf(node, 0).shape)],
} satisfies Partial<GradientTable>;
