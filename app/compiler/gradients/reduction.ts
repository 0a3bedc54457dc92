import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { exponential, multiply, subtract } from '../operators/elementwise.ts';
import { broadcast, reshape } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { type GradientTable, inputOf, notDifferentiable, outputOf } from './rule.ts';

/** A reduced gradient with size 1 on the reduced axes again. */
function keepingAxes(dy: Value, x: Value, axes: readonly number[]): Value {
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return reshape(dy, shape);
}

const lastAxis = (x: Value): readonly number[] => [x.shape.length - 1];

export const reductionGradients = {
  sum: (node, dy) => {
    const x = inputOf(node, 0);
    return [broadcast(keepingAxes(dy, x, node.attributes.axes), x.shape)];
  },
  mean: (node, dy) => {
    const x = inputOf(node, 0);
    const { axes } = node.attributes;
    const count = elementCount(axes.map((axis) => x.shape[axis] ?? 1));
    return [broadcast(keepingAxes(multiply(dy, 1 / count), x, axes), x.shape)];
  },
  argMax: notDifferentiable,
  softmax: (node, dy) => {
    const y = outputOf(node);
    return [multiply(y, subtract(dy, sum(multiply(dy, y), lastAxis(y), true)))];
  },
  logSoftmax: (node, dy) => {
    const y = outputOf(node);
    return [subtract(dy, multiply(exponential(y), sum(dy, lastAxis(y), true)))];
  },
  oneHot: notDifferentiable,
} satisfies Partial<GradientTable>;
