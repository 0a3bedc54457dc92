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

/** A tensor whose axis i is axis `axes[i]` of another. */
export function transposed(x: Tensor, axes: readonly number[]): Tensor {
  const result = emptyTensor(axes.map((axis) => x.shape[axis] ?? 1));
  const strides = stridesOf(x.shape);
  forEachIndex(result.shape, (index, position) => {
    const from = axes.reduce((sum, axis, i) => sum + (index[i] ?? 0) * (strides[axis] ?? 0), 0);
    result.data[position] = at(x, from);
  });
  return result;
}

export const movementKernels = {
  reshape: (node, inputs) => [{ shape: outputShape(node), data: inputAt(inputs, 0).data }],
  transpose: (node, inputs) => [transposed(inputAt(inputs, 0), node.attributes.axes)],
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
  reverse: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const { axis } = node.attributes;
    const result = emptyTensor(x.shape);
    const strides = stridesOf(x.shape);
    forEachIndex(x.shape, (index, position) => {
      const last = (x.shape[axis] ?? 1) - 1;
      const to = position + (last - 2 * (index[axis] ?? 0)) * (strides[axis] ?? 0);
      result.data[to] = at(x, position);
    });
    return [result];
  },
  gather: (node, inputs) => {
    const table = inputAt(inputs, 0);
    const result = emptyTensor(outputShape(node));
    const width = elementCount(table.shape.slice(1));
    inputAt(inputs, 1).data.forEach((row, place) => {
      const values = table.data.subarray(row * width, (row + 1) * width);
      if (values.length < width) throw new Error(`Row ${row} is outside the table`);
      result.data.set(values, place * width);
    });
    return [result];
  },
  gatherAlong: (node, inputs) => {
    const table = inputAt(inputs, 0);
    const [batch = 1, count = 1] = outputShape(node);
    const size = table.data.length / batch;
    const data = inputAt(inputs, 1).data.map((place, to) => {
      if (place < 0 || place >= size) throw new Error(`Place ${place} is outside the row`);
      return at(table, Math.floor(to / count) * size + place);
    });
    return [{ shape: [batch, count], data }];
  },
  scatterAdd: (node, inputs) => {
    const x = inputAt(inputs, 0);
    const table = inputs[2];
    const result =
      table === undefined
        ? emptyTensor(outputShape(node))
        : { shape: table.shape, data: table.data.slice() };
    const width = elementCount(result.shape.slice(1));
    inputAt(inputs, 1).data.forEach((row, place) => {
      for (let each = 0; each < width; each += 1) {
        const to = row * width + each;
        result.data[to] = at(result, to) + at(x, place * width + each);
      }
    });
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
