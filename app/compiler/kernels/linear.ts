import { at, emptyTensor, inputAt, type KernelTable, outputShape } from './tensor.ts';

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
        let total = bias === undefined ? 0 : at(bias, bias.shape.length === 1 ? column : row);
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
