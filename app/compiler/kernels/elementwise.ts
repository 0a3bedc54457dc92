import type { DType, Operator } from '../operators/vocabulary.ts';
import {
  at,
  emptyTensor,
  forEachIndex,
  inputAt,
  type Kernel,
  type KernelTable,
  outputShape,
  stridesOf,
  type Tensor,
} from './tensor.ts';

function unary(compute: (x: number) => number) {
  return (_: unknown, [x]: readonly Tensor[]): readonly Tensor[] =>
    x === undefined ? [] : [{ shape: x.shape, data: x.data.map(compute) }];
}

/** Strides that repeat an axis of size 1 along a longer output axis. */
function broadcastStrides(tensor: Tensor, rank: number): readonly number[] {
  const strides = stridesOf(tensor.shape);
  const missing = rank - tensor.shape.length;
  return Array.from({ length: rank }, (_, axis) =>
    axis < missing || tensor.shape[axis - missing] === 1 ? 0 : (strides[axis - missing] ?? 0),
  );
}

const dot = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((position, place, axis) => position + place * (strides[axis] ?? 0), 0);

function binary(compute: (left: number, right: number) => number): Kernel<Operator> {
  return (node, inputs) => {
    const left = inputAt(inputs, 0);
    const right = inputAt(inputs, 1);
    const result = emptyTensor(outputShape(node));
    const leftStrides = broadcastStrides(left, result.shape.length);
    const rightStrides = broadcastStrides(right, result.shape.length);
    forEachIndex(result.shape, (index, position) => {
      result.data[position] = compute(
        at(left, dot(index, leftStrides)),
        at(right, dot(index, rightStrides)),
      );
    });
    return [result];
  };
}

/** Three inputs at once: a condition and the two values it chooses from. */
const select: Kernel<Operator> = (node, inputs) => {
  const [condition, left, right] = [0, 1, 2].map((place) => inputAt(inputs, place));
  if (condition === undefined || left === undefined || right === undefined) return [];
  const result = emptyTensor(outputShape(node));
  const rank = result.shape.length;
  const strides = [condition, left, right].map((tensor) => broadcastStrides(tensor, rank));
  forEachIndex(result.shape, (index, position) => {
    const [whether = 0, a = 0, b = 0] = strides.map((each) => dot(index, each));
    result.data[position] = at(condition, whether) === 0 ? at(right, b) : at(left, a);
  });
  return [result];
};

const sigmoid = (x: number): number =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));

/**
 * Error function by its Maclaurin series near 0 and its continued fraction further out,
 * to about 1e-15.
 * @source NIST Digital Library of Mathematical Functions, §7.6(i) and §7.9
 */
export function errorFunction(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 3) {
    // erf x = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): every term positive, no cancellation.
    let term = x;
    let total = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      total += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
  }
  let fraction = size;
  for (let n = 60; n >= 1; n -= 1) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction);
}

function castTo(dtype: DType): (x: number) => number {
  // The reference rounds nothing, whatever a runtime computes in.
  if (dtype === 'float32' || dtype === 'float16') return (x) => x;
  if (dtype === 'bool') return (x) => (x === 0 ? 0 : 1);
  // No whole number is meant by NaN: processors give 0 or their smallest, and row numbers are held to 0.
  return (x) => (Number.isNaN(x) ? 0 : Math.trunc(x));
}

export const elementwiseKernels = {
  negate: unary((x) => -x),
  exponential: unary(Math.exp),
  logarithm: unary(Math.log),
  squareRoot: unary(Math.sqrt),
  reciprocal: unary((x) => 1 / x),
  absolute: unary(Math.abs),
  sign: unary(Math.sign),
  normalProbability: unary((x) => (1 + errorFunction(x * Math.SQRT1_2)) / 2),
  sine: unary(Math.sin),
  cosine: unary(Math.cos),
  positive: unary((x) => (x > 0 ? 1 : 0)),
  relu: unary((x) => Math.max(0, x)),
  sigmoid: unary(sigmoid),
  hyperbolicTangent: unary(Math.tanh),
  softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  leakyRelu: ({ attributes }, inputs) =>
    unary((x) => (x > 0 ? x : attributes.slope * x))(null, inputs),
  elu: ({ attributes }, inputs) =>
    unary((x) => (x > 0 ? x : attributes.alpha * Math.expm1(x)))(null, inputs),
  clip: ({ attributes: { low, high } }, inputs) =>
    unary((x) => Math.min(Math.max(x, low), high))(null, inputs),
  cast: ({ attributes }, inputs) => unary(castTo(attributes.to))(null, inputs),
  add: binary((left, right) => left + right),
  subtract: binary((left, right) => left - right),
  multiply: binary((left, right) => left * right),
  divide: binary((left, right) => left / right),
  power: binary((base, exponent) => base ** exponent),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  remainder: binary((whole, size) => whole % size),
  scaledCast: ({ attributes }, inputs) => unary((x) => x * attributes.scale)(null, inputs),
  multiplyAdd: (_node, inputs) => {
    const x = inputAt(inputs, 0);
    const factor = at(inputAt(inputs, 1), 0);
    const addend = inputAt(inputs, 2);
    const data = x.data.map((value, place) => value * factor + at(addend, place));
    return [{ shape: x.shape, data }];
  },
  greater: binary((left, right) => (left > right ? 1 : 0)),
  equal: binary((left, right) => (left === right ? 1 : 0)),
  select,
} satisfies Partial<KernelTable>;
