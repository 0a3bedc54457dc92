import { type Shape, sameShape } from '../../shape.ts';
import { only, typeText, type Value } from '../graph.ts';
import type { BatchedProductAttributes } from './vocabulary.ts';

const PLAIN: BatchedProductAttributes = {
  transposeLeft: false,
  transposeRight: false,
  leadLeft: false,
  leadRight: false,
  scale: 1,
};

/** What a value was before its first axis went behind the batch; null if it is no such thing. */
function leading({ node }: Value): Value | null {
  const [before] = node.inputs;
  if (node.op !== 'transpose' || before === undefined) return null;
  return sameShape(node.attributes.axes, leadAxes(before.shape.length)) ? before : null;
}

/** scale · left · right for each place of the leading axes, which both operands share. */
export function batchedProduct(
  left: Value,
  right: Value,
  options: Partial<BatchedProductAttributes> = {},
): Value {
  const attributes = { ...PLAIN, ...options };
  const [ledLeft, ledRight] = [leading(left), leading(right)];
  if (!attributes.leadLeft && ledLeft !== null) {
    return batchedProduct(ledLeft, right, { ...attributes, leadLeft: true });
  }
  if (!attributes.leadRight && ledRight !== null) {
    return batchedProduct(left, ledRight, { ...attributes, leadRight: true });
  }
  const one = operandShape(left, attributes.leadLeft, attributes.transposeLeft);
  const other = operandShape(right, attributes.leadRight, attributes.transposeRight);
  if (one.columns !== other.rows || !sameShape(one.batch, other.batch)) {
    throw new Error(`The products of ${typeText(left)} and ${typeText(right)} do not meet`);
  }
  const shape = [...one.batch, one.rows, other.columns];
  return only(
    left.graph.append('batchedProduct', [left, right], attributes, [{ dtype: left.dtype, shape }]),
  );
}

/**
 * matrix · right + bias, the matrix [m, k] being the same at every place of the batch.
 * @param right [batch…, k, n], or [batch…, n, k] if it is transposed
 * @param bias  [m], a number for each row
 */
export function sharedProduct(
  matrix: Value,
  right: Value,
  {
    bias,
    transposeRight = false,
  }: { readonly bias?: Value | undefined; readonly transposeRight?: boolean } = {},
): Value {
  const [rows = 0, inner = 0] = matrix.shape;
  const other = operandShape(right, false, transposeRight);
  const fits = matrix.shape.length === 2 && inner === other.rows && right.shape.length > 2;
  if (!fits || (bias !== undefined && !sameShape(bias.shape, [rows]))) {
    throw new Error(`The products of ${typeText(matrix)} and ${typeText(right)} do not meet`);
  }
  const shape = [...other.batch, rows, other.columns];
  const inputs = bias === undefined ? [matrix, right] : [matrix, right, bias];
  return only(
    matrix.graph.append('sharedProduct', inputs, { transposeRight }, [
      { dtype: matrix.dtype, shape },
    ]),
  );
}

/** An operand's sizes as the product has them. */
function operandShape({ shape }: Value, lead: boolean, transposed: boolean) {
  const [first, second] = [shape.at(lead ? 0 : -2), shape.at(-1)];
  if (shape.length < 2 || first === undefined || second === undefined) {
    throw new Error('An operand of a product is a matrix at least');
  }
  const batch: Shape = lead ? shape.slice(1, -1) : shape.slice(0, -2);
  return transposed
    ? { batch, rows: second, columns: first }
    : { batch, rows: first, columns: second };
}

/** The axes of an operand whose first matrix axis leads, in the order batch, matrix. */
export function leadAxes(rank: number): readonly number[] {
  return [...Array.from({ length: rank - 2 }, (_, axis) => axis + 1), 0, rank - 1];
}
