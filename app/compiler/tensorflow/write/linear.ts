import { leadAxes } from '../../operators/batched-product.ts';
import { axesOf, type Edge, edgeOf, turned } from '../edge.ts';
import { bool, type NodeWriter, type } from '../node-writer.ts';
import { inputAt, outputOf, type WriterTable } from './writer.ts';

/** A matrix as it lies, and whether that is turned. */
function asItLies(writer: NodeWriter, edge: Edge): readonly [name: string, isTurned: boolean] {
  const { order } = edge;
  const last = order.length - 1;
  const front = order.slice(0, -2).every((axis, place) => axis === place);
  const isTurned = front && order[last] === last - 1;
  return [isTurned ? edge.name : writer.plain(edge), isTurned];
}

/** left · right at each place of the axes before the last two. */
function product(
  writer: NodeWriter,
  [left, turnLeft]: readonly [Edge, boolean],
  [right, turnRight]: readonly [Edge, boolean],
): string {
  const [a, liesTurned] = asItLies(writer, left);
  const [b, alsoTurned] = asItLies(writer, right);
  const turns = [turnLeft !== liesTurned, turnRight !== alsoTurned] as const;
  const T = type(left.dtype);
  if (left.shape.length === 2 && right.shape.length === 2) {
    return writer.node('MatMul', [a, b], {
      T,
      transpose_a: bool(turns[0]),
      transpose_b: bool(turns[1]),
    });
  }
  return writer.node('BatchMatMulV2', [a, b], { T, adj_x: bool(turns[0]), adj_y: bool(turns[1]) });
}

export const linearWriters = {
  matrixProduct: (node, inputs, writer) => {
    const { transposeLeft, transposeRight } = node.attributes;
    const [left, right, bias] = [inputAt(inputs, 0), inputAt(inputs, 1), inputs[2]];
    const output = outputOf(node);
    const name = product(writer, [left, transposeLeft], [right, transposeRight]);
    if (bias === undefined) return [edgeOf(name, output)];
    const op = bias.shape.length === 1 ? 'BiasAdd' : 'AddV2';
    return [edgeOf(writer.typed(op, output.dtype, name, writer.plain(bias)), output)];
  },
  batchedProduct: (node, inputs, writer) => {
    const { transposeLeft, transposeRight, leadLeft, leadRight, scale } = node.attributes;
    const output = outputOf(node);
    const batchFirst = (edge: Edge, leads: boolean) =>
      leads ? turned(edge, leadAxes(edge.shape.length)) : edge;
    const name = product(
      writer,
      [batchFirst(inputAt(inputs, 0), leadLeft), transposeLeft],
      [batchFirst(inputAt(inputs, 1), leadRight), transposeRight],
    );
    if (scale === 1) return [edgeOf(name, output)];
    return [edgeOf(writer.typed('Mul', output.dtype, name, writer.number(scale)), output)];
  },
  sharedProduct: (node, inputs, writer) => {
    const [matrix, right, bias] = [inputAt(inputs, 0), inputAt(inputs, 1), inputs[2]];
    const output = outputOf(node);
    const { dtype, shape } = output;
    // Rows of all places are one product's: right turned · matrix turned, [batch…, n, m].
    const axes = axesOf(right.shape);
    const rows = node.attributes.transposeRight
      ? right
      : turned(right, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
    const [m = 1, k = 1] = matrix.shape;
    const count = right.shape.reduce((all, size) => all * size, 1) / k;
    const flat = writer.reshape(writer.plain(rows), dtype, [count, k]);
    const whole = { name: flat, dtype, shape: [count, k], order: [0, 1] };
    const made = product(writer, [whole, false], [matrix, true]);
    const biased =
      bias === undefined ? made : writer.typed('BiasAdd', dtype, made, writer.plain(bias));
    const lies = [...shape.slice(0, -2), shape.at(-1) ?? 1, m];
    const own = axesOf(shape);
    const order = [...own.slice(0, -2), ...own.slice(-2).reverse()];
    return [edgeOf(writer.reshape(biased, dtype, lies), output, order)];
  },
} satisfies Partial<WriterTable>;
