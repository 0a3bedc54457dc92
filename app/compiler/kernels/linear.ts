import { at, emptyTensor, inputAt, type KernelTable, outputShape, type Tensor } from './tensor.ts';

/** The bias of one place, be it given by column, [n], by row, [m, 1], or by place, [m, n]. */
function biasAt(bias: Tensor | undefined, row: number, column: number): number {
  if (bias === undefined) return 0;
  const [, columns] = bias.shape;
  if (columns === undefined) return at(bias, column);
  return at(bias, columns === 1 ? row : row * columns + column);
}

export const linearKernels = {
  matrixProduct: (node, inputs) => {
    const left = inputAt(inputs, 0);
    const right = inputAt(inputs, 1);
    const bias = inputs[2];
    const { transposeLeft, transposeRight } = node.attributes;
    const result = emptyTensor(outputShape(node));
    const [rows = 0, columns = 0] = result.shape;
    const inner = left.shape[transposeLeft ? 0 : 1] ?? 0;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        let total = biasAt(bias, row, column);
        for (let k = 0; k < inner; k += 1) {
          total +=
            at(left, transposeLeft ? k * rows + row : row * inner + k) *
            at(right, transposeRight ? column * inner + k : k * columns + column);
        }
        result.data[row * columns + column] = total;
      }
    }
    return [result];
  },
} satisfies Partial<KernelTable>;
