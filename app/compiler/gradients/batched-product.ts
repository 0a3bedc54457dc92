import { batchedProduct, leadAxes } from '../operators/batched-product.ts';
import { inverseOrder, transpose } from '../operators/movement.ts';
import { type GradientTable, inputOf } from './rule.ts';

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
} satisfies Partial<GradientTable>;
