import { inverseOrder, reshape, split, transpose } from '../operators/movement.ts';
import { sumToShape } from '../operators/reduction.ts';
import { type GradientTable, inputOf, notDifferentiable } from './rule.ts';

export const movementGradients = {
  reshape: (node, dy) => [reshape(dy, inputOf(node, 0).shape)],
  transpose: (node, dy) => [transpose(dy, inverseOrder(node.attributes.axes))],
  broadcast: (node, dy) => [sumToShape(dy, inputOf(node, 0).shape)],
  concatenate: (node, dy) => {
    const { axis } = node.attributes;
    return split(
      dy,
      axis,
      node.inputs.map(({ shape }) => shape[axis] ?? 0),
    );
  },
  // Only weights are split, and the loss is differentiated with respect to the pieces.
  split: notDifferentiable,
} satisfies Partial<GradientTable>;
