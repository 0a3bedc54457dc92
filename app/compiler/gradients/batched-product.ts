import { batchedProduct, leadAxes, sharedProduct } from '../operators/batched-product.ts';
import { matrixProduct } from '../operators/linear.ts';
import { inverseOrder, transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { joinedColumns, joinedRows } from './joined-places.ts';
import { type GradientTable, inputOf } from './rule.ts';

/** The order of axes that turns the matrices of a batch. */
function turnedAxes(rank: number): readonly number[] {
  return [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2];
}

export const batchedProductGradients = {
  batchedProduct: (node, dy, wanted) => {
    const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
    const { transposeLeft, transposeRight, leadLeft, leadRight, scale } = node.attributes;
    const ofLeft = () =>
      transposeLeft
        ? batchedProduct(right, dy, {
            transposeLeft: transposeRight,
            leadLeft: leadRight,
            transposeRight: true,
            scale,
          })
        : batchedProduct(dy, right, {
            transposeRight: !transposeRight,
            leadRight,
            scale,
          });
    const ofRight = () =>
      transposeRight
        ? batchedProduct(dy, left, {
            transposeLeft: true,
            transposeRight: transposeLeft,
            leadRight: leadLeft,
            scale,
          })
        : batchedProduct(left, dy, { transposeLeft: !transposeLeft, leadLeft, scale });
    const given = (gradient: ReturnType<typeof ofLeft>, lead: boolean) =>
      lead ? transpose(gradient, inverseOrder(leadAxes(gradient.shape.length))) : gradient;
    return [
      wanted(0) ? given(ofLeft(), leadLeft) : null,
      wanted(1) ? given(ofRight(), leadRight) : null,
    ];
  },
  /**
   * The matrix has one product over all places. What the right operand has is computed as [k, n] and
   * then turned where it is wanted as [n, k]: runtimes copy every place's left operand when they are
   * given it transposed.
   */
  sharedProduct: (node, dy, wanted) => {
    const [matrix, right, bias] = [inputOf(node, 0), inputOf(node, 1), node.inputs[2]];
    const { transposeRight } = node.attributes;
    const ofMatrix = () => {
      const rows = transposeRight ? joinedRows(right) : joinedColumns(right);
      return matrixProduct(joinedColumns(dy), rows, { transposeRight: !transposeRight });
    };
    const ofRight = () => {
      const product = sharedProduct(transpose(matrix, [1, 0]), dy);
      return transposeRight ? transpose(product, turnedAxes(product.shape.length)) : product;
    };
    return [
      wanted(0) ? ofMatrix() : null,
      wanted(1) ? ofRight() : null,
      bias !== undefined && wanted(2) ? sum(joinedColumns(dy), [1]) : null,
    ];
  },
} satisfies Partial<GradientTable>;
