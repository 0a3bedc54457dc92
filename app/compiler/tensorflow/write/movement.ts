import { elementCount, type Shape } from '../../../shape.ts';
import type { DType } from '../../operators/vocabulary.ts';
import { type Edge, edgeOf, lying, turned } from '../edge.ts';
import { int, type NodeWriter, type } from '../node-writer.ts';
import { inputAt, outputOf, type WriterTable } from './writer.ts';

const placed = (dtype: DType) => ({ T: type(dtype), Tidx: type('int32') });

/** Cuts a piece out. @param start, size along the axes as they lie */
export function slice(
  writer: NodeWriter,
  { name, dtype }: Pick<Edge, 'name' | 'dtype'>,
  start: readonly number[],
  size: Shape,
): string {
  return writer.node('Slice', [name, writer.integers(start), writer.integers(size)], {
    T: type(dtype),
    Index: type('int32'),
  });
}

/** Row numbers as TensorFlow takes them. */
function whole(writer: NodeWriter, edge: Edge): { readonly name: string; readonly dtype: DType } {
  const name = writer.plain(edge);
  if (edge.dtype === 'int32' || edge.dtype === 'int64') return { name, dtype: edge.dtype };
  return { name: writer.cast(name, edge.dtype, 'int32'), dtype: 'int32' };
}

export function padded(
  writer: NodeWriter,
  { name, dtype }: Pick<Edge, 'name' | 'dtype'>,
  before: readonly number[],
  after: readonly number[],
): string {
  if ([...before, ...after].every((amount) => amount === 0)) return name;
  const amounts = before.flatMap((amount, axis) => [amount, after[axis] ?? 0]);
  return writer.node('Pad', [name, writer.constant(amounts, 'int32', [before.length, 2])], {
    T: type(dtype),
    Tpaddings: type('int32'),
  });
}

export const movementWriters = {
  reshape: (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const output = outputOf(node);
    return [edgeOf(writer.reshape(writer.plain(x), x.dtype, output.shape), output)];
  },
  // Nothing moves until somebody asks for it in another order.
  transpose: ({ attributes: { axes } }, inputs) => [turned(inputAt(inputs, 0), axes)],
  broadcast: (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const output = outputOf(node);
    const to = [writer.plain(x), writer.integers(output.shape)];
    return [edgeOf(writer.node('BroadcastTo', to, placed(x.dtype)), output)];
  },
  pad: (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const before = lying(x.order, node.attributes.before);
    const after = lying(x.order, node.attributes.after);
    const held = lying(x.order, x.shape);
    const cut = (amount: number) => Math.max(0, -amount);
    const size = held.map((count, axis) => count - cut(before[axis] ?? 0) - cut(after[axis] ?? 0));
    const isCut = size.some((count, axis) => count !== held[axis]);
    const name = isCut ? slice(writer, x, before.map(cut), size) : x.name;
    const added = (amounts: readonly number[]) => amounts.map((amount) => Math.max(0, amount));
    const whole = padded(writer, { name, dtype: x.dtype }, added(before), added(after));
    return [edgeOf(whole, outputOf(node), x.order)];
  },
  concatenate: (node, inputs, writer) => {
    const { order, dtype } = inputAt(inputs, 0);
    const axis = writer.number(order.indexOf(node.attributes.axis), 'int32');
    const names = [...inputs.map((each) => writer.inOrder(each, order)), axis];
    const attributes = { ...placed(dtype), N: int(inputs.length) };
    const output = outputOf(node);
    if (inputs.length === 1) return [edgeOf(names[0] ?? '', output, order)];
    return [edgeOf(writer.node('ConcatV2', names, attributes), output, order)];
  },
  split: (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const { axis, sizes } = node.attributes;
    if (sizes.length === 1) return [x];
    const along = writer.number(x.order.indexOf(axis), 'int32');
    const name = writer.node('SplitV', [x.name, writer.integers(sizes), along], {
      T: type(x.dtype),
      Tlen: type('int32'),
      num_split: int(sizes.length),
    });
    return node.outputs.map((value, place) => edgeOf(`${name}:${place}`, value, x.order));
  },
  reverse: (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const axis = writer.integers([x.order.indexOf(node.attributes.axis)]);
    const name = writer.node('ReverseV2', [x.name, axis], placed(x.dtype));
    return [edgeOf(name, outputOf(node), x.order)];
  },
  gather: (node, inputs, writer) => {
    const table = inputAt(inputs, 0);
    const rows = whole(writer, inputAt(inputs, 1));
    const names = [writer.plain(table), rows.name, writer.number(0, 'int32')];
    const name = writer.node('GatherV2', names, {
      Tparams: type(table.dtype),
      Tindices: type(rows.dtype),
      Taxis: type('int32'),
    });
    return [edgeOf(name, outputOf(node))];
  },
  gatherAlong: (node, inputs, writer) => {
    const table = inputAt(inputs, 0);
    const places = whole(writer, inputAt(inputs, 1));
    const names = [writer.plain(table), places.name, writer.number(1, 'int32')];
    const name = writer.node('GatherV2', names, {
      Tparams: type(table.dtype),
      Tindices: type(places.dtype),
      Taxis: type('int32'),
      batch_dims: int(1),
    });
    return [edgeOf(name, outputOf(node))];
  },
  scatterAdd: (node, inputs, writer) => {
    const output = outputOf(node);
    const { dtype } = output;
    const [rows = 1, ...row] = output.shape;
    const x = inputAt(inputs, 0);
    const indices = inputAt(inputs, 1);
    const places = whole(writer, indices);
    const count = elementCount(indices.shape);
    const given = writer.reshape(writer.plain(x), x.dtype, [count, ...row]);
    const table = inputs[2];
    if (table === undefined) {
      const flat = writer.reshape(places.name, places.dtype, [count]);
      const sums = [given, flat, writer.number(rows, 'int32')];
      const name = writer.node('UnsortedSegmentSum', sums, {
        T: type(dtype),
        Tindices: type(places.dtype),
        Tnumsegments: type('int32'),
      });
      return [edgeOf(name, output)];
    }
    const column = writer.reshape(places.name, places.dtype, [count, 1]);
    const name = writer.node('TensorScatterAdd', [writer.plain(table), column, given], {
      T: type(dtype),
      Tindices: type(places.dtype),
    });
    return [edgeOf(name, output)];
  },
} satisfies Partial<WriterTable>;
