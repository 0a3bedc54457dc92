import { leadAxes } from '../operators/batched-product.ts';
import { transposed } from './movement.ts';
import { at, emptyTensor, inputAt, type KernelTable, outputShape, type Tensor } from './tensor.ts';

/** An operand with its batch axes first and its matrices the right way round. */
function plain(operand: Tensor, lead: boolean, turned: boolean): Tensor {
  const rank = operand.shape.length;
  const first = lead ? transposed(operand, leadAxes(rank)) : operand;
  if (!turned) return first;
  const axes = first.shape.map((_, axis) => axis);
  return transposed(first, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

export const batchedProductKernels = {
  batchedProduct: (node, inputs) => {
    const { transposeLeft, transposeRight, leadLeft, leadRight, scale } = node.attributes;
    const left = plain(inputAt(inputs, 0), leadLeft, transposeLeft);
    const right = plain(inputAt(inputs, 1), leadRight, transposeRight);
    const result = emptyTensor(outputShape(node));
    const [rows = 1, columns = 1] = result.shape.slice(-2);
    const inner = left.shape.at(-1) ?? 1;
    result.data.forEach((_, place) => {
      const column = place % columns;
      const row = Math.floor(place / columns);
      const start = Math.floor(row / rows) * inner * columns;
      let total = 0;
      for (let k = 0; k < inner; k += 1) {
        total += at(left, row * inner + k) * at(right, start + k * columns + column);
      }
      result.data[place] = scale * total;
    });
    return [result];
  },
  sharedProduct: (node, inputs) => {
    const left = inputAt(inputs, 0);
    const right = plain(inputAt(inputs, 1), false, node.attributes.transposeRight);
    const bias = inputs[2];
    const result = emptyTensor(outputShape(node));
    const [rows = 1, columns = 1] = result.shape.slice(-2);
    const [, inner = 1] = left.shape;
    result.data.forEach((_, place) => {
      const column = place % columns;
      const row = Math.floor(place / columns) % rows;
      const start = Math.floor(place / (rows * columns)) * inner * columns;
      let total = bias === undefined ? 0 : at(bias, row);
      for (let k = 0; k < inner; k += 1) {
        total += at(left, row * inner + k) * at(right, start + k * columns + column);
      }
      result.data[place] = total;
    });
    return [result];
  },
} satisfies Partial<KernelTable>;
