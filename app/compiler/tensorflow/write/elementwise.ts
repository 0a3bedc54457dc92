import type { Node } from '../../graph.ts';
import type { Operator } from '../../operators/vocabulary.ts';
import { axesOf, type Edge, edgeOf, isPlain } from '../edge.ts';
import { bool, float, type NodeWriter, type } from '../node-writer.ts';
import { inputAt, outputOf, type Writer, type WriterTable } from './writer.ts';

/**
 * Computes element by element in the order that the first whole operand lies in: operands that are
 * repeated follow it.
 */
function elementwise(
  node: Node<Operator>,
  inputs: readonly Edge[],
  writer: NodeWriter,
  compute: (names: readonly string[]) => string,
): readonly Edge[] {
  const output = outputOf(node);
  const { shape } = output;
  const leading = inputs.find((each) => each.shape.length === shape.length && !isPlain(each));
  const order = leading?.order ?? axesOf(shape);
  const names = inputs.map((each) => {
    const missing = shape.length - each.shape.length;
    if (leading === undefined || missing === shape.length) return writer.plain(each);
    if (missing === 0) return writer.inOrder(each, order);
    const whole = [...Array<number>(missing).fill(1), ...each.shape];
    const name = writer.reshape(writer.plain(each), each.dtype, whole);
    return writer.inOrder({ name, dtype: each.dtype, shape: whole, order: axesOf(whole) }, order);
  });
  return [edgeOf(compute(names), output, order)];
}

/** An operator that needs no more than the type of its inputs. */
const plain =
  (op: string): Writer<Operator> =>
  (node, inputs, writer) =>
    elementwise(node, inputs, writer, (names) =>
      writer.typed(op, inputAt(inputs, 0).dtype, ...names),
    );

export const elementwiseWriters = {
  negate: plain('Neg'),
  exponential: plain('Exp'),
  logarithm: plain('Log'),
  squareRoot: plain('Sqrt'),
  reciprocal: plain('Reciprocal'),
  absolute: plain('Abs'),
  sign: plain('Sign'),
  normalProbability: (node, inputs, writer) =>
    elementwise(node, inputs, writer, ([x = '']) => {
      const scaled = writer.typed('Mul', 'float32', x, writer.number(Math.SQRT1_2));
      const error = writer.typed('Erf', 'float32', scaled);
      const raised = writer.typed('AddV2', 'float32', error, writer.number(1));
      return writer.typed('Mul', 'float32', raised, writer.number(0.5));
    }),
  sine: plain('Sin'),
  cosine: plain('Cos'),
  positive: (node, inputs, writer) =>
    elementwise(node, inputs, writer, ([x = '']) => {
      const { dtype } = inputAt(inputs, 0);
      return writer.cast(writer.typed('Greater', dtype, x, writer.number(0, dtype)), 'bool', dtype);
    }),
  relu: plain('Relu'),
  leakyRelu: (node, inputs, writer) =>
    elementwise(node, inputs, writer, (names) =>
      writer.node('LeakyRelu', names, {
        T: type('float32'),
        alpha: float(node.attributes.slope),
      }),
    ),
  // x above 0 and alpha · (eˣ − 1) below, of which the other part is 0.
  elu: (node, inputs, writer) =>
    elementwise(node, inputs, writer, ([x = '']) => {
      const { alpha } = node.attributes;
      if (alpha === 1) return writer.typed('Elu', 'float32', x);
      const below = writer.typed('Minimum', 'float32', x, writer.number(0));
      const curved = writer.typed('Expm1', 'float32', below);
      const scaled = writer.typed('Mul', 'float32', curved, writer.number(alpha));
      return writer.typed('AddV2', 'float32', writer.typed('Relu', 'float32', x), scaled);
    }),
  sigmoid: plain('Sigmoid'),
  hyperbolicTangent: plain('Tanh'),
  softplus: plain('Softplus'),
  clip: (node, inputs, writer) =>
    elementwise(node, inputs, writer, ([x = '']) => {
      const { low, high } = node.attributes;
      const { dtype } = inputAt(inputs, 0);
      const raised = writer.typed('Maximum', dtype, x, writer.number(low, dtype));
      return writer.typed('Minimum', dtype, raised, writer.number(high, dtype));
    }),
  cast: (node, inputs, writer) =>
    elementwise(node, inputs, writer, ([x = '']) =>
      writer.cast(x, inputAt(inputs, 0).dtype, node.attributes.to),
    ),
  // Made by passes that graphs for TensorFlow do not go through.
  scaledCast: () => null,
  multiplyAdd: () => null,
  add: plain('AddV2'),
  subtract: plain('Sub'),
  multiply: plain('Mul'),
  divide: (node, inputs, writer) =>
    elementwise(node, inputs, writer, (names) => {
      const { dtype } = inputAt(inputs, 0);
      return writer.typed(dtype === 'float32' ? 'RealDiv' : 'TruncateDiv', dtype, ...names);
    }),
  power: plain('Pow'),
  maximum: plain('Maximum'),
  minimum: plain('Minimum'),
  remainder: plain('FloorMod'),
  greater: plain('Greater'),
  equal: (node, inputs, writer) =>
    elementwise(node, inputs, writer, (names) =>
      writer.node('Equal', names, {
        T: type(inputAt(inputs, 0).dtype),
        incompatible_shape_error: bool(true),
      }),
    ),
  select: (node, inputs, writer) =>
    elementwise(node, inputs, writer, ([condition = '', ...names]) => {
      const holds = writer.cast(condition, inputAt(inputs, 0).dtype, 'bool');
      return writer.typed('SelectV2', inputAt(inputs, 1).dtype, holds, ...names);
    }),
} satisfies Partial<WriterTable>;
