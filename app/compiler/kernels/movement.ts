import {
  at,
  emptyTensor,
  forEachIndex,
  inputAt,
  type KernelTable,
  outputShape,
  stridesOf,
} from './tensor.ts';

export const movementKernels = {
  reshape: (node, inputs) => [{ shape: outputShape(node), data: inputAt(inputs, 0).data }],
  transpose: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const result = emptyTensor(outputShape(node));
    const strides = stridesOf(x.shape);
    const { axes } = node.attributes;
    forEachIndex(result.shape, (index, position) => {
      const from = axes.reduce((sum, axis, i) => sum + (index[i] ?? 0) * (strides[axis] ?? 0), 0);
      result.data[position] = at(x, from);
    });
    return [result];
  },
  broadcast: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const result = emptyTensor(outputShape(node));
    const strides = stridesOf(x.shape);
    const added = result.shape.length - x.shape.length;
    forEachIndex(result.shape, (index, position) => {
      const from = x.shape.reduce(
        (sum, size, axis) =>
          size === 1 ? sum : sum + (index[axis + added] ?? 0) * (strides[axis] ?? 0),
        0,
      );
      result.data[position] = at(x, from);
    });
    return [result];
  },
} satisfies Partial<KernelTable>;
