import { elementCount, type Shape, sameShape } from '../../shape.ts';
import { type Graph, only, typeText, type Value } from '../graph.ts';
import type { DType, Operator, Operators } from './vocabulary.ts';

/** A value, or a number that becomes a scalar constant of the other operand's type. */
export type Operand = Value | number;

/** Operators whose every output element depends on the inputs' elements at its place only. */
export const ELEMENTWISE: ReadonlySet<Operator> = new Set<Operator>([
  'negate',
  'exponential',
  'logarithm',
  'squareRoot',
  'reciprocal',
  'absolute',
  'sign',
  'normalProbability',
  'sine',
  'cosine',
  'positive',
  'relu',
  'leakyRelu',
  'elu',
  'sigmoid',
  'hyperbolicTangent',
  'softplus',
  'clip',
  'cast',
  'scaledCast',
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'multiplyAdd',
  'maximum',
  'minimum',
  'remainder',
  'greater',
  'equal',
  'select',
]);

/** Operators without attributes that map one tensor to another of the same shape and type. */
type Unary = {
  [Op in Operator]: Record<never, never> extends Operators[Op] ? Op : never;
}[Operator];

function unary(op: Unary, x: Value): Value {
  return only(x.graph.append(op, [x], {}, [x]));
}

export const negate = (x: Value): Value => unary('negate', x);
export const exponential = (x: Value): Value => unary('exponential', x);
export const logarithm = (x: Value): Value => unary('logarithm', x);
export const squareRoot = (x: Value): Value => unary('squareRoot', x);
export const reciprocal = (x: Value): Value => unary('reciprocal', x);
export const absolute = (x: Value): Value => unary('absolute', x);
export const sign = (x: Value): Value => unary('sign', x);
export const normalProbability = (x: Value): Value => unary('normalProbability', x);
export const sine = (x: Value): Value => unary('sine', x);
export const cosine = (x: Value): Value => unary('cosine', x);
export const positive = (x: Value): Value => unary('positive', x);
export const relu = (x: Value): Value => unary('relu', x);
export const sigmoid = (x: Value): Value => unary('sigmoid', x);
export const hyperbolicTangent = (x: Value): Value => unary('hyperbolicTangent', x);
export const softplus = (x: Value): Value => unary('softplus', x);
export const softmax = (x: Value): Value => unary('softmax', x);
export const logSoftmax = (x: Value): Value => unary('logSoftmax', x);

export function leakyRelu(x: Value, slope: number): Value {
  return only(x.graph.append('leakyRelu', [x], { slope }, [x]));
}

export function elu(x: Value, alpha: number): Value {
  return only(x.graph.append('elu', [x], { alpha }, [x]));
}

export function clip(x: Value, low: number, high: number): Value {
  return only(x.graph.append('clip', [x], { low, high }, [x]));
}

export function cast(x: Value, to: DType): Value {
  if (x.dtype === to) return x;
  return only(x.graph.append('cast', [x], { to }, [{ dtype: to, shape: x.shape }]));
}

/** Bytes as float32, each times a scale. */
export function scaledCast(bytes: Value, scale: number): Value {
  if (bytes.dtype !== 'uint8') throw new Error(`scaledCast of ${typeText(bytes)}`);
  const type = { dtype: 'float32', shape: bytes.shape } as const;
  return only(bytes.graph.append('scaledCast', [bytes], { scale }, [type]));
}

/** Shape of an element-by-element result: axes meet from the last one, and size 1 stretches. */
export function broadcastShape(left: Shape, right: Shape): Shape {
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, axis) => {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a !== b && a !== 1 && b !== 1) {
      throw new Error(`Shapes [${left.join(', ')}] and [${right.join(', ')}] do not broadcast`);
    }
    return a === 1 ? b : a;
  });
}

type Binary =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'power'
  | 'maximum'
  | 'minimum'
  | 'remainder'
  | 'greater'
  | 'equal';

function binary(op: Binary, left: Operand, right: Operand, dtype?: DType): Value {
  const [whole, other] = operands(left, right);
  const a = withoutBroadcast(whole, other);
  const b = withoutBroadcast(other, a);
  if (a.dtype !== b.dtype) throw new Error(`${op} of ${typeText(a)} and ${typeText(b)}`);
  const type = { dtype: dtype ?? a.dtype, shape: broadcastShape(a.shape, b.shape) };
  return only(a.graph.append(op, [a, b], {}, [type]));
}

/** What a value was before it was repeated, where meeting the other operand repeats it as well. */
function withoutBroadcast(value: Value, other: Value): Value {
  const [before] = value.node.inputs;
  if (value.node.op !== 'broadcast' || before === undefined) return value;
  const meets = broadcastShape(before.shape, other.shape);
  return sameShape(meets, broadcastShape(value.shape, other.shape)) ? before : value;
}

function operands(left: Operand, right: Operand): readonly [Value, Value] {
  if (typeof left !== 'number') {
    return [left, typeof right === 'number' ? scalar(left.graph, right, left.dtype) : right];
  }
  if (typeof right === 'number') throw new Error('An operator needs at least one value');
  return [scalar(right.graph, left, right.dtype), right];
}

export function scalar(graph: Graph, value: number, dtype: DType = 'float32'): Value {
  return graph.constant([value], dtype, []);
}

export const add = (left: Operand, right: Operand): Value => binary('add', left, right);
export const subtract = (left: Operand, right: Operand): Value => binary('subtract', left, right);
export const multiply = (left: Operand, right: Operand): Value => binary('multiply', left, right);
export const divide = (left: Operand, right: Operand): Value => binary('divide', left, right);
export const power = (base: Operand, exponent: Operand): Value => binary('power', base, exponent);
export const maximum = (left: Operand, right: Operand): Value => binary('maximum', left, right);
export const minimum = (left: Operand, right: Operand): Value => binary('minimum', left, right);
export const remainder = (whole: Operand, size: Operand): Value => binary('remainder', whole, size);
export const greater = (left: Operand, right: Operand): Value =>
  binary('greater', left, right, 'bool');
export const equal = (left: Operand, right: Operand): Value => binary('equal', left, right, 'bool');

/** `left` where the condition (bool) holds, else `right`; all three broadcast. */
export function select(condition: Value, left: Operand, right: Operand): Value {
  const [a, b] = operands(left, right);
  if (condition.dtype !== 'bool' || a.dtype !== b.dtype) {
    throw new Error(`select of ${[condition, a, b].map(typeText).join(', ')}`);
  }
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
  return only(a.graph.append('select', [condition, a, b], {}, [{ dtype: a.dtype, shape }]));
}

/**
 * x · factor + addend in one pass over memory, where a runtime has such an operator.
 * @param factor one element
 */
export function multiplyAdd(x: Value, factor: Value, addend: Value): Value {
  if (elementCount(factor.shape) !== 1 || !sameShape(x.shape, addend.shape)) {
    throw new Error(`multiplyAdd of ${[x, factor, addend].map(typeText).join(', ')}`);
  }
  return only(x.graph.append('multiplyAdd', [x, factor, addend], {}, [x]));
}

export const square = (x: Value): Value => multiply(x, x);
