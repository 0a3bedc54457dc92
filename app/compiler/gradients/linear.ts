import { matrixProduct } from '../operators/linear.ts';
import { sumToShape } from '../operators/reduction.ts';
import { type GradientTable, inputOf } from './rule.ts';

export const linearGradients = {
  matrixProduct: (node, dy, wanted) => {
    const left = inputOf(node, 0);
    const right = inputOf(node, 1);
    const bias = node.inputs[2];
    const { transposeLeft, transposeRight } = node.attributes;
    return [
      wanted(0)
        ? transposeLeft
          ? matrixProduct(right, dy, { transposeLeft: transposeRight, transposeRight: true })
          : matrixProduct(dy, right, { transposeRight: !transposeRight })
        : null,
      wanted(1)
        ? transposeRight
          ? matrixProduct(dy, left, { transposeLeft: true, transposeRight: transposeLeft })
          : matrixProduct(left, dy, { transposeLeft: !transposeLeft })
        : null,
      bias !== undefined && wanted(2) ? sumToShape(dy, bias.shape) : null,
    ];
  },
} satisfies Partial<GradientTable>;
