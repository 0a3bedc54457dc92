import type { Initializer } from '../architecture/layer-definition.ts';
import type { RandomStream } from '../random.ts';
import { elementCount, type Shape } from '../shape.ts';
import { standardNormals, truncatedNormals } from './normal-numbers.ts';

/** Standard deviation of a normal distribution cut off at two standard deviations. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/** Keras' default spread of `uniform` (its limit), `normal` and `truncated_normal`. */
const DEFAULT_SPREAD = 0.05;

/**
 * Values by a Keras initialiser with its default arguments. Variance scaling: variance = scale / fan,
 * fan being the connections that enter (`he`, `lecun`) or the mean of those that enter and leave
 * (`glorot`).
 * @source Keras 3 `VarianceScaling`; Glorot & Bengio 2010; He et al. 2015, arXiv:1502.01852
 */
export function initialValues(
  shape: Shape,
  initializer: Initializer,
  stream: RandomStream,
): Float32Array {
  const values = new Float32Array(elementCount(shape));
  const { enter, leave } = connections(shape);
  const within = (limit: number) => values.map(() => (2 * stream.nextFloat() - 1) * limit);
  const uniform = (variance: number) => within(Math.sqrt(3 * variance));
  const normal = (variance: number) => {
    const deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION;
    return scaled(truncatedNormals(values.length, stream), deviation);
  };
  switch (initializer) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'uniform':
      return within(DEFAULT_SPREAD);
    case 'normal':
      return scaled(standardNormals(values.length, stream), DEFAULT_SPREAD);
    case 'truncated_normal':
      return scaled(truncatedNormals(values.length, stream), DEFAULT_SPREAD);
    case 'orthogonal':
      return orthogonal(shape, stream);
    case 'glorot_uniform':
      return uniform(2 / (enter + leave));
    case 'glorot_normal':
      return normal(2 / (enter + leave));
    case 'he_uniform':
      return uniform(2 / enter);
    case 'he_normal':
      return normal(2 / enter);
    case 'lecun_uniform':
      return uniform(1 / enter);
    case 'lecun_normal':
      return normal(1 / enter);
  }
}

const scaled = (values: Float64Array, factor: number): Float32Array =>
  Float32Array.from(values, (value) => value * factor);

/** Connections of one unit: Keras' fan in and fan out, for kernels laid out […window, in, out]. */
function connections(shape: Shape): { readonly enter: number; readonly leave: number } {
  const last = shape.at(-1) ?? 1;
  const before = shape.at(-2) ?? last;
  const window = elementCount(shape.slice(0, -2));
  return { enter: Math.max(1, window * before), leave: Math.max(1, window * last) };
}

/**
 * A matrix whose shorter side is a set of vectors of length 1, each at right angles to the others;
 * all but the last axis count as rows. Normal vectors are made orthogonal one after the other, as in
 * the Q of a QR decomposition with a positive R.
 * @source Saxe et al. 2014, arXiv:1312.6120; Keras 3 `Orthogonal`
 */
function orthogonal(shape: Shape, stream: RandomStream): Float32Array {
  const columns = shape.at(-1) ?? 1;
  const rows = elementCount(shape.slice(0, -1));
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = standardNormals(length, stream);
    for (const other of vectors) {
      const along = product(vector, other);
      for (let at = 0; at < length; at += 1) {
        vector[at] = (vector[at] ?? 0) - along * (other[at] ?? 0);
      }
    }
    const size = Math.sqrt(product(vector, vector));
    if (size > 1e-6) vectors.push(vector.map((value) => value / size));
  }
  return Float32Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const [vector, place] = rows < columns ? [row, column] : [column, row];
    return vectors[vector]?.[place] ?? 0;
  });
}

function product(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}
