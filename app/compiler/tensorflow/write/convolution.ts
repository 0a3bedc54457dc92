import type { Shape } from '../../../shape.ts';
import type { ConvolutionAttributes, Pair, WindowAttributes } from '../../operators/attributes.ts';
import { fourSizes } from '../../operators/linear.ts';
import { type Edge, edgeOf } from '../edge.ts';
import { int, ints, type NodeWriter, text, type } from '../node-writer.ts';
import { padded, slice } from './movement.ts';
import { inputAt, outputOf, type WriterTable } from './writer.ts';

/** [batch, channels, height, width] with its channels last. */
export const IMAGE = [0, 2, 3, 1] as const;
/** [out, in, height, width] as TensorFlow has filters: [height, width, in, out]. */
const FILTER = [2, 3, 1, 0] as const;

/** A window's attributes; what is padded stands where TensorFlow has padding of its own. */
export const windowed = ({ strides, padding }: WindowAttributes) => {
  const [top, left, bottom, right] = padding;
  const isPadded = padding.some((amount) => amount !== 0);
  return {
    T: type('float32'),
    strides: ints([1, ...strides, 1]),
    data_format: text('NHWC'),
    padding: text(isPadded ? 'EXPLICIT' : 'VALID'),
    ...(isPadded && { explicit_paddings: ints([0, 0, top, bottom, left, right, 0, 0]) }),
  };
};

/** A filter [kh, kw, in, out] with zeros between its taps: few gradients know of dilation. */
function dilated(writer: NodeWriter, name: string, shape: Shape, [down, right]: Pair): string {
  if (down === 1 && right === 1) return name;
  const [rows = 1, columns = 1, channels = 1, out = 1] = shape;
  const apart = writer.reshape(name, 'float32', [rows, 1, columns, 1, channels * out]);
  const spread = padded(
    writer,
    { name: apart, dtype: 'float32' },
    [0, 0, 0, 0, 0],
    [0, down - 1, 0, right - 1, 0],
  );
  const whole = writer.reshape(spread, 'float32', [rows * down, columns * right, channels, out]);
  const size = spreadShape(shape, [down, right]);
  return slice(writer, { name: whole, dtype: 'float32' }, [0, 0, 0, 0], size);
}

const spreadShape = ([rows = 1, columns = 1, ...rest]: Shape, [down, right]: Pair): Shape => [
  (rows - 1) * down + 1,
  (columns - 1) * right + 1,
  ...rest,
];

/** The taps of a dilated filter's gradient. */
function taps(writer: NodeWriter, name: string, shape: Shape, [down, right]: Pair): string {
  if (down === 1 && right === 1) return name;
  const bounds = [[0, 0, 0, 0], spreadShape(shape, [down, right]), [down, right, 1, 1]].map(
    (each) => writer.integers(each),
  );
  return writer.node('StridedSlice', [name, ...bounds], {
    T: type('float32'),
    Index: type('int32'),
  });
}

type Part = 'x' | 'filter' | 'y';

/**
 * The part of a convolution that is asked for, from the two others; axes as TensorFlow has them.
 * @param names of x, filter and y
 */
function computed(
  writer: NodeWriter,
  wanted: Part,
  names: Readonly<Record<Part, string>>,
  { x, filter }: { readonly x: Shape; readonly filter: Shape },
  attributes: ConvolutionAttributes,
  kind: 'Conv2D' | 'DepthwiseConv2dNative',
): string {
  const { dilations } = attributes;
  const window = windowed(attributes);
  const whole = wanted === 'filter' ? '' : dilated(writer, names.filter, filter, dilations);
  if (wanted === 'y') return writer.node(kind, [names.x, whole], window);
  if (wanted === 'x') {
    return writer.node(`${kind}BackpropInput`, [writer.integers(x), whole, names.y], window);
  }
  const sizes = writer.integers(spreadShape(filter, dilations));
  const spread = writer.node(`${kind}BackpropFilter`, [names.x, sizes, names.y], window);
  return taps(writer, spread, filter, dilations);
}

/** One of x, filter and y of a convolution, by groups where it has some. */
function convolved(
  writer: NodeWriter,
  wanted: Part,
  edges: Readonly<Partial<Record<Part, Edge>>>,
  [xShape, filterShape]: readonly [Shape, Shape],
  attributes: ConvolutionAttributes,
): string {
  const [batch = 1, channels = 1, height = 1, width = 1] = xShape;
  const [out = 1, inGroup = 1, rows = 1, columns = 1] = filterShape;
  const { groups, strides } = attributes;
  const names = {
    x: edges.x === undefined ? '' : writer.inOrder(edges.x, IMAGE),
    filter: edges.filter === undefined ? '' : writer.inOrder(edges.filter, FILTER),
    y: edges.y === undefined ? '' : writer.inOrder(edges.y, IMAGE),
  };
  const x = [batch, height, width, channels];
  const filter = [rows, columns, inGroup, out];
  if (groups === 1) return computed(writer, wanted, names, { x, filter }, attributes, 'Conv2D');
  if (groups === channels && strides[0] === strides[1]) {
    // TensorFlow has what follows of a channel beside it: [kh, kw, channels, out / channels].
    const own = [rows, columns, channels, out / channels];
    const given = wanted === 'filter' ? '' : writer.reshape(names.filter, 'float32', own);
    const made = computed(
      writer,
      wanted,
      { ...names, filter: given },
      { x, filter: own },
      attributes,
      'DepthwiseConv2dNative',
    );
    return wanted === 'filter' ? writer.reshape(made, 'float32', filter) : made;
  }
  const pieces = (part: Part) => (part === wanted ? [] : split(writer, names[part], groups));
  const parts = { x: pieces('x'), filter: pieces('filter'), y: pieces('y') };
  const sizes = {
    x: [batch, height, width, inGroup],
    filter: [rows, columns, inGroup, out / groups],
  };
  const made = Array.from({ length: groups }, (_, group) => {
    const each = {
      x: parts.x[group] ?? '',
      filter: parts.filter[group] ?? '',
      y: parts.y[group] ?? '',
    };
    return computed(writer, wanted, each, sizes, attributes, 'Conv2D');
  });
  const attributesOfJoin = { T: type('float32'), Tidx: type('int32'), N: int(groups) };
  return writer.node('ConcatV2', [...made, writer.number(3, 'int32')], attributesOfJoin);
}

/** Groups of the last axis. */
function split(writer: NodeWriter, name: string, groups: number): readonly string[] {
  const whole = writer.node('Split', [writer.number(3, 'int32'), name], {
    T: type('float32'),
    num_split: int(groups),
  });
  return Array.from({ length: groups }, (_, group) => `${whole}:${group}`);
}

export const convolutionWriters = {
  convolution: (node, inputs, writer) => {
    const [x, filter, bias] = [inputAt(inputs, 0), inputAt(inputs, 1), inputs[2]];
    const shapes = [x.shape, filter.shape] as const;
    const name = convolved(writer, 'y', { x, filter }, shapes, node.attributes);
    const output = outputOf(node);
    if (bias === undefined) return [edgeOf(name, output, IMAGE)];
    const biased = writer.typed('BiasAdd', 'float32', name, writer.plain(bias));
    return [edgeOf(biased, output, IMAGE)];
  },
  convolutionInputGradient: (node, inputs, writer) => {
    const [y, filter] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const output = outputOf(node);
    const shapes = [fourSizes(output), filter.shape] as const;
    const name = convolved(writer, 'x', { y, filter }, shapes, node.attributes);
    return [edgeOf(name, output, IMAGE)];
  },
  convolutionFilterGradient: (node, inputs, writer) => {
    const [x, y] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const output = outputOf(node);
    const shapes = [x.shape, fourSizes(output)] as const;
    const name = convolved(writer, 'filter', { x, y }, shapes, node.attributes);
    return [edgeOf(name, output, FILTER)];
  },
} satisfies Partial<WriterTable>;
