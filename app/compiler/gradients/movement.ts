import { elementCount } from '../../shape.ts';
import { add } from '../operators/elementwise.ts';
import {
  concatenate,
  gather,
  inverseOrder,
  reshape,
  reverse,
  scatterAdd,
  split,
  transpose,
} from '../operators/movement.ts';
import { sumToShape } from '../operators/reduction.ts';
import { type GradientTable, inputOf, zerosLike } from './rule.ts';

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
  split: (node, _dy, _wanted, gradients) => [
    concatenate(
      node.outputs.map((piece, place) => gradients[place] ?? zerosLike(piece)),
      node.attributes.axis,
    ),
  ],
  reverse: (node, dy) => [reverse(dy, node.attributes.axis)],
  gather: (node, dy) => [scatterAdd(dy, inputOf(node, 1), inputOf(node, 0).shape), null],
  gatherAlong: (node, dy) => {
    const { shape } = inputOf(node, 0);
    const [batch = 1, size = 1] = shape;
    const indices = inputOf(node, 1);
    const count = elementCount(indices.shape);
    const firsts = Array.from({ length: batch }, (_, row) => row * size);
    const starts = dy.graph.constant(firsts, indices.dtype, [batch, 1]);
    const places = reshape(add(indices, starts), [count]);
    return [reshape(scatterAdd(reshape(dy, [count]), places, [batch * size]), shape), null];
  },
  scatterAdd: (node, dy) => [gather(dy, inputOf(node, 1)), null, dy],
} satisfies Partial<GradientTable>;
