import { elementCount } from '../../../shape.ts';
import { edgeOf } from '../edge.ts';
import { type } from '../node-writer.ts';
import { inputAt, outputOf, type WriterTable } from './writer.ts';

export const sourceWriters = {
  input: ({ attributes }) => {
    throw new Error(`Input ${attributes.name} was not given`);
  },
  constant: ({ attributes, outputs }, _inputs, writer) =>
    outputs.map((value) =>
      edgeOf(writer.constant(attributes.values, value.dtype, value.shape), value),
    ),
  poolWindow: (node, inputs, writer) => {
    const [pool, step] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const output = outputOf(node);
    const count = elementCount(output.shape);
    const { multiplier, increment } = node.attributes;
    const long = (value: number) => writer.number(value, 'int64');
    const scaled = writer.typed('Mul', 'int64', step.name, long(multiplier));
    const moved = writer.typed('AddV2', 'int64', scaled, long(increment));
    const places = long(elementCount(pool.shape) - count + 1);
    const start = writer.reshape(writer.typed('FloorMod', 'int64', moved, places), 'int64', [1]);
    const bounds = [pool.name, start, writer.constant([count], 'int64', [1])];
    const window = writer.node('Slice', bounds, { T: type('float32'), Index: type('int64') });
    return [edgeOf(writer.reshape(window, 'float32', output.shape), output)];
  },
} satisfies Partial<WriterTable>;
