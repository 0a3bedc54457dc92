import type { Node } from '../../graph.ts';
import type { Operator } from '../../operators/vocabulary.ts';
import { BLOCKED_DOMAIN } from '../block-size-probe.ts';
import { float, type GraphWriter } from '../graph-writer.ts';
import { ELEMENT_TYPES } from '../model.ts';
import { type Emitter, type EmitterTable, nameAt, shapeOf } from './emitter.ts';

/** An ONNX operator that takes the same inputs and needs no attributes. */
const plain =
  (op: string): Emitter<Operator> =>
  (_node, inputs, writer) =>
    writer.nodes(op, inputs);

/** Near float32's largest number: what is not 0 becomes so large that it is cut off at 1. */
export const STEEPEST = 3e38;

/**
 * As a convolution that multiplies each channel by the factor and adds the addend where it lies:
 * one pass over memory instead of two. Otherwise in standard operators.
 */
function multiplyAdd(node: Node<'multiplyAdd'>, inputs: readonly string[], writer: GraphWriter) {
  const [x, factor, addend] = [nameAt(inputs, 0), nameAt(inputs, 1), nameAt(inputs, 2)];
  const shape = shapeOf(node);
  const [, channels = 1] = shape;
  const { blockSize } = writer.execution;
  if (blockSize === 0 || shape.length !== 4 || channels % blockSize !== 0) {
    return writer.nodes('Add', [writer.node('Mul', [x, factor]), addend]);
  }
  const filter = [channels, 1, 1, 1];
  const [first] = node.inputs.slice(1);
  const filters =
    first?.node.op === 'constant'
      ? writer.constant(Array(channels).fill(first.node.attributes.values[0]), 'float32', filter)
      : writer.node('Expand', [factor, writer.integers(filter)]);
  return writer.nodes(
    'Conv',
    [x, filters, '', addend],
    { kernel_shape: [1, 1], group: channels },
    { domain: BLOCKED_DOMAIN },
  );
}

export const elementwiseEmitters = {
  negate: plain('Neg'),
  exponential: plain('Exp'),
  logarithm: plain('Log'),
  squareRoot: plain('Sqrt'),
  reciprocal: plain('Reciprocal'),
  absolute: plain('Abs'),
  sign: plain('Sign'),
  // (1 + erf(x / √2)) / 2; HardSigmoid is a scale and an offset in one pass.
  normalProbability: (_node, inputs, writer) => {
    const scaled = writer.node('Mul', [...inputs, writer.constant([Math.SQRT1_2], 'float32', [])]);
    const half = { alpha: float(0.5), beta: float(0.5) };
    return writer.nodes('HardSigmoid', [writer.node('Erf', [scaled])], half);
  },
  sine: plain('Sin'),
  cosine: plain('Cos'),
  // One pass; comparing and casting takes two and was measured at 2.4 times as long.
  positive: (_node, inputs, writer) =>
    writer.nodes('HardSigmoid', inputs, { alpha: float(STEEPEST), beta: float(0) }),
  relu: plain('Relu'),
  leakyRelu: ({ attributes }, inputs, writer) =>
    writer.nodes('LeakyRelu', inputs, { alpha: float(attributes.slope) }),
  elu: ({ attributes }, inputs, writer) =>
    writer.nodes('Elu', inputs, { alpha: float(attributes.alpha) }),
  sigmoid: plain('Sigmoid'),
  hyperbolicTangent: plain('Tanh'),
  softplus: plain('Softplus'),
  clip: ({ attributes, outputs }, inputs, writer) => {
    const bounds = [attributes.low, attributes.high];
    const dtype = outputs[0]?.dtype ?? 'float32';
    const [low = '', high = ''] = bounds.map((bound) => writer.constant([bound], dtype, []));
    // CUDA has no Clip of int32, and would have the processor do it in the middle of each step.
    if (writer.execution.provider === 'cuda' && dtype === 'int32') {
      return writer.nodes('Min', [writer.node('Max', [...inputs, low]), high]);
    }
    return writer.nodes('Clip', [...inputs, low, high]);
  },
  cast: ({ attributes }, inputs, writer) =>
    writer.nodes('Cast', inputs, { to: ELEMENT_TYPES[attributes.to] }),
  // Without a zero point it takes three times as long (ONNX Runtime 1.30).
  scaledCast: ({ attributes }, inputs, writer) =>
    writer.nodes('DequantizeLinear', [
      ...inputs,
      writer.constant([attributes.scale], 'float32', []),
      writer.constant([0], 'uint8', []),
    ]),
  add: plain('Add'),
  subtract: plain('Sub'),
  multiply: plain('Mul'),
  divide: plain('Div'),
  power: plain('Pow'),
  multiplyAdd,
  maximum: plain('Max'),
  minimum: plain('Min'),
  remainder: plain('Mod'),
  greater: plain('Greater'),
  equal: plain('Equal'),
  select: plain('Where'),
} satisfies Partial<EmitterTable>;
