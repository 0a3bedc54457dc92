import {
  at,
  emptyTensor,
  forEachIndex,
  inputAt,
  type KernelTable,
  outputShape,
  stridesOf,
} from './tensor.ts';

export const paddingKernels = {
  pad: (node, inputs) => {
    const { before } = node.attributes;
    const x = inputAt(inputs, 0);
    const result = emptyTensor(outputShape(node));
    const strides = stridesOf(x.shape);
    forEachIndex(result.shape, (index, position) => {
      const source = index.map((place, axis) => place - (before[axis] ?? 0));
      const outside = source.some((place, axis) => place < 0 || place >= (x.shape[axis] ?? 1));
      if (outside) return;
      const from = source.reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), 0);
      result.data[position] = at(x, from);
    });
    return [result];
  },
} satisfies Partial<KernelTable>;
