import { INITIALIZERS, type Initializer } from '../architecture/initializers.ts';
import { type FunctionCall, numberArgument, readCall } from '../function-text.ts';
import type { RandomStream } from '../random.ts';
import { elementCount, type Shape } from '../shape.ts';
import { normalNumbers, truncatedNormalNumbers } from './normal-numbers.ts';

/** Standard deviation of a normal distribution cut off at two standard deviations. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * Values by a Keras initialiser, which suits the shape. Whatever a platform computes with, they are
 * the same to the last digit.
 * @source Keras 3 `keras.initializers`
 */
export function initialValues(
  shape: Shape,
  initializer: Initializer,
  stream: RandomStream,
): Float32Array {
  const call = readCall(INITIALIZERS, initializer);
  if (call === null) throw new Error(`No initializer ${initializer}`);
  // A name was found in this very table.
  const numberAt = SOURCES[call.name as keyof typeof INITIALIZERS]({ shape, stream, call });
  const values = new Float32Array(elementCount(shape));
  for (let at = 0; at < values.length; at += 1) values[at] = numberAt(at);
  return values;
}

interface Drawing {
  readonly shape: Shape;
  readonly stream: RandomStream;
  readonly call: FunctionCall;
}

/** Where the numbers of one weight come from, asked for place by place. */
type Source = (drawing: Drawing) => (at: number) => number;

const between = (low: number, high: number, stream: RandomStream) => () =>
  low + (high - low) * stream.nextFloat();

const uniform: Source = ({ call, stream }) =>
  between(numberArgument(call, 'minval'), numberArgument(call, 'maxval'), stream);

/** Normal numbers by the arguments `mean` and `stddev`. */
const bell =
  (numbers: (stream: RandomStream) => () => number): Source =>
  ({ stream, call }) => {
    const [mean, deviation] = [numberArgument(call, 'mean'), numberArgument(call, 'stddev')];
    const next = numbers(stream);
    return () => mean + deviation * next();
  };

/** Which connections of a unit count: those that enter, those that leave, or their mean. */
type Fan = 'fan_in' | 'fan_out' | 'fan_avg';

/**
 * Numbers of variance scale / fan.
 * @source Keras 3 `VarianceScaling`; Glorot & Bengio 2010; He et al. 2015, arXiv:1502.01852
 */
const scaling =
  (scale: number, fan: Fan, distribution: string): Source =>
  ({ shape, stream }) => {
    const variance = scale / connections(shape)[fan];
    if (distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      return between(-limit, limit, stream);
    }
    const truncated = distribution === 'truncated_normal';
    const deviation = Math.sqrt(variance) / (truncated ? TRUNCATED_DEVIATION : 1);
    const next = truncated ? truncatedNormalNumbers(stream) : normalNumbers(stream);
    return () => deviation * next();
  };

const SOURCES: Readonly<Record<keyof typeof INITIALIZERS, Source>> = {
  zeros: () => () => 0,
  ones: () => () => 1,
  constant: ({ call }) => {
    const value = numberArgument(call, 'value');
    return () => value;
  },
  uniform,
  random_uniform: uniform,
  normal: bell(normalNumbers),
  random_normal: bell(normalNumbers),
  truncated_normal: bell(truncatedNormalNumbers),
  glorot_uniform: scaling(1, 'fan_avg', 'uniform'),
  glorot_normal: scaling(1, 'fan_avg', 'truncated_normal'),
  he_uniform: scaling(2, 'fan_in', 'uniform'),
  he_normal: scaling(2, 'fan_in', 'truncated_normal'),
  lecun_uniform: scaling(1, 'fan_in', 'uniform'),
  lecun_normal: scaling(1, 'fan_in', 'truncated_normal'),
  variance_scaling: (drawing) => {
    const { scale, mode, distribution } = drawing.call.arguments;
    // Read by the table, which has these words.
    return scaling(Number(scale), mode as Fan, String(distribution))(drawing);
  },
  orthogonal: ({ shape, stream, call }) => orthogonal(shape, numberArgument(call, 'gain'), stream),
  identity: ({ shape: [, columns = 1], call }) => {
    const gain = numberArgument(call, 'gain');
    return (at) => (Math.floor(at / columns) === at % columns ? gain : 0);
  },
};

/** Connections of one unit, for kernels laid out […window, in, out]. */
function connections(shape: Shape): Readonly<Record<Fan, number>> {
  const last = shape.at(-1) ?? 1;
  const before = shape.at(-2) ?? last;
  const window = elementCount(shape.slice(0, -2));
  const [enter, leave] = [Math.max(1, window * before), Math.max(1, window * last)];
  return { fan_in: enter, fan_out: leave, fan_avg: (enter + leave) / 2 };
}

/**
 * A matrix whose shorter side is a set of vectors of length 1, each at right angles to the others;
 * all but the last axis count as rows. Normal vectors are made orthogonal one after the other, as in
 * the Q of a QR decomposition with a positive R.
 * @source Saxe et al. 2014, arXiv:1312.6120; Keras 3 `Orthogonal`
 */
function orthogonal(shape: Shape, gain: number, stream: RandomStream) {
  const columns = shape.at(-1) ?? 1;
  const rows = elementCount(shape.slice(0, -1));
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  const next = normalNumbers(stream);
  while (vectors.length < count) {
    const vector = new Float64Array(length).map(next);
    for (const other of vectors) {
      const along = product(vector, other);
      for (let at = 0; at < length; at += 1) {
        vector[at] = (vector[at] ?? 0) - along * (other[at] ?? 0);
      }
    }
    const size = Math.sqrt(product(vector, vector));
    if (size > 1e-6) vectors.push(vector.map((value) => value / size));
  }
  return (at: number): number => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const [vector, place] = rows < columns ? [row, column] : [column, row];
    return gain * (vectors[vector]?.[place] ?? 0);
  };
}

function product(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}
