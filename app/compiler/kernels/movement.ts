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

/** Copies between a piece and its place along an axis of the whole. */
function copyPiece(
  piece: Tensor,
  whole: Tensor,
  axis: number,
  start: number,
  direction: 'into the whole' | 'out of the whole',
): void {
  const strides = stridesOf(whole.shape);
  forEachIndex(piece.shape, (index, inPiece) => {
    const inWhole = index.reduce(
      (sum, place, each) => sum + (place + (each === axis ? start : 0)) * (strides[each] ?? 0),
      0,
    );
    if (direction === 'into the whole') whole.data[inWhole] = at(piece, inPiece);
    else piece.data[inPiece] = at(whole, inWhole);
  });
}

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
  concatenate: (node, inputs) => {
    const { axis } = node.attributes;
    const result = emptyTensor(outputShape(node));
    let start = 0;
    for (const part of inputs) {
      copyPiece(part, result, axis, start, 'into the whole');
      start += part.shape[axis] ?? 0;
    }
    return [result];
  },
  split: (node, inputs) => {
    const { axis } = node.attributes;
    let start = 0;
    return node.outputs.map(({ shape }) => {
      const part = emptyTensor(shape);
      copyPiece(part, inputAt(inputs, 0), axis, start, 'out of the whole');
      start += shape[axis] ?? 0;
      return part;
    });
  },
} satisfies Partial<KernelTable>;
