import type { Padding, Pair } from '../../operators/attributes.ts';
import { fourSizes } from '../../operators/linear.ts';
import { type Edge, edgeOf } from '../edge.ts';
import { ints, type NodeWriter, type } from '../node-writer.ts';
import { IMAGE, windowed } from './convolution.ts';
import { padded } from './movement.ts';
import { inputAt, outputOf, type WriterTable } from './writer.ts';

/** How much larger a whole window is than the cells of the image in it, [h' · w']. */
function shares(
  size: Pair,
  window: Pair,
  strides: Pair,
  [top, left]: Padding,
  outputs: Pair,
): readonly number[] {
  const along = (axis: 0 | 1, before: number) =>
    Array.from({ length: outputs[axis] }, (_, at) => {
      const start = at * strides[axis] - before;
      return Math.min(size[axis], start + window[axis]) - Math.max(0, start);
    });
  const columns = along(1, left);
  return along(0, top).flatMap((rows) =>
    columns.map((cells) => (window[0] * window[1]) / (rows * cells)),
  );
}

function averaged(
  writer: NodeWriter,
  x: Edge,
  attributes: { readonly window: Pair; readonly strides: Pair; readonly padding: Padding },
  outputs: Pair,
): string {
  const { window, strides, padding } = attributes;
  const [top, left, bottom, right] = padding;
  const [, , height, width] = x.shape;
  const given = padded(
    writer,
    { name: writer.inOrder(x, IMAGE), dtype: 'float32' },
    [0, top, left, 0],
    [0, bottom, right, 0],
  );
  const name = writer.node('AvgPool', [given], {
    ...windowed({ strides, padding: [0, 0, 0, 0], dilations: [1, 1] }),
    ksize: ints([1, ...window, 1]),
  });
  if (padding.every((amount) => amount === 0)) return name;
  const larger = shares([height ?? 1, width ?? 1], window, strides, padding, outputs);
  const factor = writer.constant(larger, 'float32', [1, ...outputs, 1]);
  return writer.typed('Mul', 'float32', name, factor);
}

export const poolingWriters = {
  maxPool: (node, inputs, writer) => {
    const { window, dilations } = node.attributes;
    if (dilations.some((each) => each !== 1)) return null;
    const name = writer.node('MaxPool', [writer.inOrder(inputAt(inputs, 0), IMAGE)], {
      ...windowed(node.attributes),
      ksize: ints([1, ...window, 1]),
    });
    // Where the largest lie, the pool itself stands for.
    return node.outputs.map((value, place) =>
      place === 0 ? edgeOf(name, value, IMAGE) : edgeOf(name, value),
    );
  },
  maxPoolGradient: (node, inputs, writer) => {
    const [dy, positions] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const pool = writer.find(positions.name);
    if (pool?.op !== 'MaxPool') return null;
    const names = [pool.inputs[0] ?? '', pool.name, writer.inOrder(dy, IMAGE)];
    return [edgeOf(writer.node('MaxPoolGrad', names, pool.attributes), outputOf(node), IMAGE)];
  },
  averagePool: (node, inputs, writer) => {
    const output = outputOf(node);
    const [, , rows, columns] = fourSizes(output);
    const name = averaged(writer, inputAt(inputs, 0), node.attributes, [rows, columns]);
    return [edgeOf(name, output, IMAGE)];
  },
  upsample: (node, inputs, writer) => {
    const x = inputAt(inputs, 0);
    const output = outputOf(node);
    const [batch, channels, height, width] = fourSizes(output);
    const [down, right] = node.attributes.factors;
    const apart = [batch, height / down, 1, width / right, 1, channels];
    const repeated = [batch, height / down, down, width / right, right, channels];
    const given = writer.reshape(writer.inOrder(x, IMAGE), 'float32', apart);
    const whole = writer.node('BroadcastTo', [given, writer.integers(repeated)], {
      T: type('float32'),
      Tidx: type('int32'),
    });
    const name = writer.reshape(whole, 'float32', [batch, height, width, channels]);
    return [edgeOf(name, output, IMAGE)];
  },
} satisfies Partial<WriterTable>;
