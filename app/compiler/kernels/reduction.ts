import { elementCount } from '../../shape.ts';
import {
  at,
  emptyTensor,
  forEachIndex,
  inputAt,
  type KernelTable,
  outputShape,
  stridesOf,
  type Tensor,
} from './tensor.ts';

function sumOver(x: Tensor, axes: readonly number[], shape: readonly number[]): Tensor {
  const result = emptyTensor(shape);
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const strides = stridesOf(kept);
  forEachIndex(x.shape, (index, position) => {
    const to = index.reduce(
      (sum, place, axis) => (axes.includes(axis) ? sum : sum + place * (strides[axis] ?? 0)),
      0,
    );
    result.data[to] = at(result, to) + at(x, position);
  });
  return result;
}

/** Applies `compute` to each row along the last axis. */
function byRow(x: Tensor, compute: (row: Float64Array) => ArrayLike<number>): Tensor {
  const width = x.shape.at(-1) ?? 1;
  const result = emptyTensor(x.shape);
  for (let start = 0; start < x.data.length; start += width) {
    result.data.set(compute(x.data.subarray(start, start + width)), start);
  }
  return result;
}

function logSoftmax(row: Float64Array): Float64Array {
  const largest = Math.max(...row);
  const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  return row.map((value) => value - largest - Math.log(total));
}

export const reductionKernels = {
  sum: (node, inputs) => [sumOver(inputAt(inputs, 0), node.attributes.axes, outputShape(node))],
  mean: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const total = sumOver(x, node.attributes.axes, outputShape(node));
    const count = elementCount(node.attributes.axes.map((axis) => x.shape[axis] ?? 1));
    return [{ shape: total.shape, data: total.data.map((value) => value / count) }];
  },
  argMax: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const width = x.shape.at(-1) ?? 1;
    const result = emptyTensor(outputShape(node));
    result.data.forEach((_, row) => {
      const values = x.data.subarray(row * width, (row + 1) * width);
      result.data[row] = values.reduce(
        (best, value, place) => (value > (values[best] ?? Number.NaN) ? place : best),
        0,
      );
    });
    return [result];
  },
  softmax: (_, inputs) => [byRow(inputAt(inputs, 0), (row) => logSoftmax(row).map(Math.exp))],
  logSoftmax: (_, inputs) => [byRow(inputAt(inputs, 0), logSoftmax)],
  oneHot: (node, inputs) => {
    const labels = inputAt(inputs, 0);
    const { depth } = node.attributes;
    const result = emptyTensor(outputShape(node));
    labels.data.forEach((label, row) => {
      result.data[row * depth + label] = 1;
    });
    return [result];
  },
} satisfies Partial<KernelTable>;
