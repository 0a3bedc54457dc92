import { leadAxes } from '../../../../../app/compiler/operators/batched-product.ts';
import type { TfTensor } from '../tensorflow-types.ts';
import { inputAt, type OperationTable, outputShape } from './operation.ts';

export const linearOperations = {
  matrixProduct: ({ attributes }, inputs, { tf }) => {
    const { transposeLeft, transposeRight } = attributes;
    const [left, right] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const product = tf.matMul(left, right, transposeLeft, transposeRight);
    const bias = inputs[2];
    return bias === undefined ? product : tf.add(product, bias);
  },
  batchedProduct: ({ attributes }, inputs, { tf }) => {
    const { transposeLeft, transposeRight, leadLeft, leadRight, scale } = attributes;
    const plain = (operand: TfTensor, lead: boolean) =>
      lead ? tf.transpose(operand, [...leadAxes(operand.rank)]) : operand;
    const left = plain(inputAt(inputs, 0), leadLeft);
    const right = plain(inputAt(inputs, 1), leadRight);
    const product = tf.matMul(left, right, transposeLeft, transposeRight);
    return scale === 1 ? product : tf.mul(product, scale);
  },
  // One product of all rows: TensorFlow.js differentiates none that repeats an operand.
  sharedProduct: (node, inputs, { tf }) => {
    const [matrix, right, bias] = [inputAt(inputs, 0), inputAt(inputs, 1), inputs[2]];
    const shape = outputShape(node);
    const turned = shape.map((_, axis) => axis);
    turned.splice(-2, 2, shape.length - 1, shape.length - 2);
    const rows = node.attributes.transposeRight ? right : tf.transpose(right, turned);
    const [m = 1, k = 1] = matrix.shape;
    const product = tf.matMul(tf.reshape(rows, [-1, k]), matrix, false, true);
    const biased = bias === undefined ? product : tf.add(product, bias);
    return tf.transpose(tf.reshape(biased, [...rows.shape.slice(0, -1), m]), turned);
  },
} satisfies Partial<OperationTable>;
