import { elementCount } from '../../../../../app/shape.ts';
import { inputAt, type OperationTable, outputShape } from './operation.ts';

export const movementOperations = {
  reshape: (node, inputs, { tf }) => tf.reshape(inputAt(inputs, 0), outputShape(node)),
  transpose: ({ attributes: { axes } }, inputs, { tf }) =>
    tf.transpose(inputAt(inputs, 0), [...axes]),
  broadcast: (node, inputs, { tf }) => {
    const x = inputAt(inputs, 0);
    const shape = outputShape(node);
    const missing = Array<number>(shape.length - x.rank).fill(1);
    return tf.broadcastTo(tf.reshape(x, [...missing, ...x.shape]), shape);
  },
  pad: ({ attributes: { before, after } }, inputs, { tf }) => {
    const x = inputAt(inputs, 0);
    const cut = (amount: number) => Math.max(0, -amount);
    const start = x.shape.map((_, axis) => cut(before[axis] ?? 0));
    const size = x.shape.map(
      (count, axis) => count - cut(before[axis] ?? 0) - cut(after[axis] ?? 0),
    );
    const isCut = size.some((count, axis) => count !== x.shape[axis]);
    const added = x.shape.map((_, axis): [number, number] => [
      Math.max(0, before[axis] ?? 0),
      Math.max(0, after[axis] ?? 0),
    ]);
    const left = isCut ? tf.slice(x, start, size) : x;
    return added.some(([head, tail]) => head + tail > 0) ? tf.pad(left, added) : left;
  },
  concatenate: ({ attributes: { axis } }, inputs, { tf }) => tf.concat([...inputs], axis),
  // TensorFlow.js cannot differentiate a split into one piece.
  split: ({ attributes: { axis, sizes } }, inputs, { tf }) =>
    sizes.length === 1 ? inputs : tf.split(inputAt(inputs, 0), [...sizes], axis),
  reverse: ({ attributes: { axis } }, inputs, { tf }) => tf.reverse(inputAt(inputs, 0), axis),
  gather: (_node, inputs, { tf }) =>
    tf.gather(inputAt(inputs, 0), tf.cast(inputAt(inputs, 1), 'int32')),
  gatherAlong: (_node, inputs, { tf }) => {
    const [table, indices] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const [batch = 1, size = 1] = table.shape;
    const starts = tf.reshape(tf.range(0, batch * size, size, 'int32'), [batch, 1]);
    const places = tf.add(tf.cast(indices, 'int32'), starts);
    return tf.gather(tf.reshape(table, [batch * size]), tf.cast(places, 'int32'));
  },
  scatterAdd: (node, inputs, { tf }) => {
    const [rows = 1, ...row] = outputShape(node);
    const indices = inputAt(inputs, 1);
    const count = elementCount(indices.shape);
    const given = tf.reshape(inputAt(inputs, 0), [count, ...row]);
    const places = tf.cast(indices, 'int32').as1D();
    const sums = tf.unsortedSegmentSum(given, places, rows);
    const table = inputs[2];
    return table === undefined ? sums : tf.add(table, sums);
  },
} satisfies Partial<OperationTable>;
