import type { TensorFlow, TfTensor } from '../tensorflow-types.ts';
import { inputAt, type OperationTable, outputShape, withoutSlope } from './operation.ts';

type Unary = (tf: TensorFlow, x: TfTensor) => TfTensor;
type Binary = (tf: TensorFlow, left: TfTensor, right: TfTensor) => TfTensor;

const unary =
  (compute: Unary) =>
  (_: unknown, inputs: readonly TfTensor[], { tf }: { readonly tf: TensorFlow }): TfTensor =>
    compute(tf, inputAt(inputs, 0));

const binary =
  (compute: Binary) =>
  (_: unknown, inputs: readonly TfTensor[], { tf }: { readonly tf: TensorFlow }): TfTensor =>
    compute(tf, inputAt(inputs, 0), inputAt(inputs, 1));

const flatBinary = (compute: Binary) =>
  binary((tf, left, right) =>
    withoutSlope(tf, [left, right], (given) => compute(tf, inputAt(given, 0), inputAt(given, 1))),
  );

const TYPES = {
  float32: 'float32',
  float16: 'float32',
  int64: 'int32',
  int32: 'int32',
  uint8: 'int32',
  bool: 'bool',
} as const;

/** The type that TensorFlow.js keeps values of ours in. */
export const typeOf = (dtype: keyof typeof TYPES) => TYPES[dtype];

export const elementwiseOperations = {
  negate: unary((tf, x) => tf.neg(x)),
  exponential: unary((tf, x) => tf.exp(x)),
  logarithm: unary((tf, x) => tf.log(x)),
  squareRoot: unary((tf, x) => tf.sqrt(x)),
  reciprocal: unary((tf, x) => tf.div(1, x)),
  // Its own slope at 0 is −1 there.
  absolute: unary((tf, x) => tf.mul(x, tf.sign(x))),
  sign: unary((tf, x) => tf.sign(x)),
  normalProbability: unary((tf, x) => tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5)),
  sine: unary((tf, x) => tf.sin(x)),
  cosine: unary((tf, x) => tf.cos(x)),
  positive: unary((tf, x) => withoutSlope(tf, [x], ([given = x]) => tf.step(given))),
  relu: unary((tf, x) => tf.relu(x)),
  leakyRelu: ({ attributes }, inputs, { tf }) => tf.leakyRelu(inputAt(inputs, 0), attributes.slope),
  elu: ({ attributes: { alpha } }, inputs, { tf }) => {
    const x = inputAt(inputs, 0);
    return tf.add(tf.relu(x), tf.mul(tf.expm1(tf.minimum(x, 0)), alpha));
  },
  sigmoid: unary((tf, x) => tf.sigmoid(x)),
  hyperbolicTangent: unary((tf, x) => tf.tanh(x)),
  softplus: unary((tf, x) => tf.softplus(x)),
  clip: ({ attributes: { low, high } }, inputs, { tf }) =>
    tf.clipByValue(inputAt(inputs, 0), low, high),
  cast: ({ attributes: { to } }, inputs, { tf }) => tf.cast(inputAt(inputs, 0), typeOf(to)),
  add: binary((tf, left, right) => tf.add(left, right)),
  subtract: binary((tf, left, right) => tf.sub(left, right)),
  multiply: binary((tf, left, right) => tf.mul(left, right)),
  divide: binary((tf, left, right) => tf.div(left, right)),
  power: binary((tf, base, exponent) => tf.pow(base, exponent)),
  maximum: binary((tf, left, right) => tf.maximum(left, right)),
  minimum: binary((tf, left, right) => tf.minimum(left, right)),
  remainder: flatBinary((tf, whole, size) => tf.mod(whole, size)),
  greater: flatBinary((tf, left, right) => tf.greater(left, right)),
  equal: flatBinary((tf, left, right) => tf.equal(left, right)),
  select: (node, inputs, { tf }) => {
    const shape = outputShape(node);
    const spread = (place: number) => tf.broadcastTo(inputAt(inputs, place), shape);
    const condition = tf.cast(inputAt(inputs, 0), 'bool');
    return tf.where(tf.broadcastTo(condition, shape), spread(1), spread(2));
  },
} satisfies Partial<OperationTable>;
