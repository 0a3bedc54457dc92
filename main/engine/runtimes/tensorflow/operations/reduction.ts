import { inputAt, type OperationTable, outputShape, withoutSlope } from './operation.ts';

export const reductionOperations = {
  sum: (node, inputs, { tf }) => {
    const { axes, keepAxes } = node.attributes;
    const x = inputAt(inputs, 0);
    return axes.length === 0 ? x : tf.sum(x, [...axes], keepAxes);
  },
  mean: (node, inputs, { tf }) => {
    const { axes, keepAxes } = node.attributes;
    const x = inputAt(inputs, 0);
    return axes.length === 0 ? x : tf.mean(x, [...axes], keepAxes);
  },
  argMax: (node, inputs, { tf }) =>
    withoutSlope(tf, inputs, (given) =>
      tf.reshape(tf.argMax(inputAt(given, 0), -1), outputShape(node)),
    ),
  softmax: (_node, inputs, { tf }) => tf.softmax(inputAt(inputs, 0)),
  logSoftmax: (_node, inputs, { tf }) => tf.logSoftmax(inputAt(inputs, 0)),
  oneHot: ({ attributes: { depth } }, inputs, { tf }) =>
    withoutSlope(tf, inputs, (given) =>
      tf.cast(tf.oneHot(tf.cast(inputAt(given, 0), 'int32'), depth), 'float32'),
    ),
} satisfies Partial<OperationTable>;
