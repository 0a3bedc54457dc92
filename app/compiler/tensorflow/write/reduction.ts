import type { Node } from '../../graph.ts';
import { axesOf, type Edge, edgeOf } from '../edge.ts';
import { bool, int, type NodeWriter, type } from '../node-writer.ts';
import { inputAt, outputOf, type Writer, type WriterTable } from './writer.ts';

const reduce =
  (op: 'Sum' | 'Mean'): Writer<'sum' | 'mean'> =>
  (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const { axes, keepAxes } = node.attributes;
    if (axes.length === 0) return [x];
    const name = reduced(op, writer, x, axes, keepAxes);
    const left = x.order.filter((axis) => !axes.includes(axis));
    const rest = axesOf(x.shape).filter((axis) => !axes.includes(axis));
    const order = keepAxes ? x.order : left.map((axis) => rest.indexOf(axis));
    return [edgeOf(name, outputOf(node), order)];
  };

/** The sum or mean along axes, as they are counted. */
export function reduced(
  op: 'Sum' | 'Mean',
  writer: NodeWriter,
  x: Edge,
  axes: readonly number[],
  keepAxes: boolean,
): string {
  const along = axes.map((axis) => x.order.indexOf(axis)).sort((a, b) => a - b);
  return writer.node(op, [x.name, writer.integers(along)], {
    T: type(x.dtype),
    Tidx: type('int32'),
    keep_dims: bool(keepAxes),
  });
}

/** Along the last axis. */
const alongLast =
  (op: string): Writer<'softmax' | 'logSoftmax'> =>
  (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    return [edgeOf(writer.typed(op, x.dtype, writer.plain(x)), outputOf(node))];
  };

export const reductionWriters = {
  sum: reduce('Sum'),
  mean: reduce('Mean'),
  argMax: (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const output = outputOf(node);
    const last = writer.number(x.shape.length - 1, 'int32');
    const name = writer.node('ArgMax', [writer.plain(x), last], {
      T: type(x.dtype),
      Tidx: type('int32'),
      output_type: type('int32'),
    });
    return [edgeOf(writer.reshape(name, 'int32', output.shape), output)];
  },
  softmax: alongLast('Softmax'),
  logSoftmax: alongLast('LogSoftmax'),
  oneHot: (node: Node<'oneHot'>, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const output = outputOf(node);
    const labels = writer.cast(writer.plain(x), x.dtype, 'int32');
    const [on, off] = [writer.number(1, output.dtype), writer.number(0, output.dtype)];
    const depth = writer.number(node.attributes.depth, 'int32');
    const name = writer.node('OneHot', [labels, depth, on, off], {
      T: type(output.dtype),
      TI: type('int32'),
      axis: int(-1),
    });
    return [edgeOf(name, output)];
  },
} satisfies Partial<WriterTable>;
