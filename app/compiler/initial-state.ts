import type { Initializer } from '../architecture/layer-definition.ts';
import { type RandomStream, randomStream } from '../random.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { StateTensor } from './compiled.ts';

export type StateValues = Map<string, Float32Array | BigInt64Array>;

/**
 * What a run starts from: weights by their Keras initialisers, each from a stream of its own so that
 * a change to one layer leaves the others' first weights alone; moments and counters at zero.
 */
export function initialState(state: readonly StateTensor[], seed: number): StateValues {
  return new Map(
    state.map(({ name, dtype, shape, initializer }) => [
      name,
      dtype === 'int64'
        ? new BigInt64Array(elementCount(shape))
        : initialValues(shape, initializer, randomStream(seed, `weight/${name}`)),
    ]),
  );
}

/** Standard deviation of a normal distribution cut off at two standard deviations. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * Values by a Keras initialiser. Variance scaling: variance = scale / fan, fan being the connections
 * that enter (`he`, `lecun`) or the mean of those that enter and leave (`glorot`).
 * @source Keras 3 `VarianceScaling`; Glorot & Bengio 2010; He et al. 2015, arXiv:1502.01852
 */
export function initialValues(
  shape: Shape,
  initializer: Initializer,
  stream: RandomStream,
): Float32Array {
  const values = new Float32Array(elementCount(shape));
  const { enter, leave } = connections(shape);
  const uniform = (variance: number) => {
    const limit = Math.sqrt(3 * variance);
    return values.map(() => (2 * stream.nextFloat() - 1) * limit);
  };
  const normal = (variance: number) => {
    const deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION;
    return values.map(() => truncatedNormal(stream) * deviation);
  };
  switch (initializer) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
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

/** Connections of one unit: Keras' fan in and fan out, for kernels laid out […window, in, out]. */
function connections(shape: Shape): { readonly enter: number; readonly leave: number } {
  const last = shape.at(-1) ?? 1;
  const before = shape.at(-2) ?? last;
  const window = elementCount(shape.slice(0, -2));
  return { enter: Math.max(1, window * before), leave: Math.max(1, window * last) };
}

/**
 * A standard normal number within ±2, by rejection. It only adds, multiplies and compares: logarithms
 * and sines may differ in the last digit from one machine to the next.
 */
function truncatedNormal(stream: RandomStream): number {
  for (;;) {
    const x = 4 * stream.nextFloat() - 2;
    const quarter = (x * x) / 4;
    if (happens(quarter, stream) && happens(quarter, stream)) return x;
  }
}

/**
 * True with probability e^−t, 0 ≤ t ≤ 1: draws as long as they fall; the run is even that often.
 * @source von Neumann 1951, "Various techniques used in connection with random digits"
 */
function happens(t: number, stream: RandomStream): boolean {
  let last = t;
  for (let length = 0; ; length += 1) {
    const next = stream.nextFloat();
    if (next > last) return length % 2 === 0;
    last = next;
  }
}
