import type { Value } from '../graph.ts';
import { add, multiply, negate } from '../operators/elementwise.ts';
import { concatenate, split } from '../operators/movement.ts';

/**
 * Sines in the even features and cosines in the odd ones, slower from pair to pair.
 * @returns [steps, features], row-major
 * @source Vaswani et al. 2017, arXiv:1706.03762, §3.5; KerasHub `SinePositionEncoding`
 */
export function waves(steps: number, features: number, maxWavelength: number): Float32Array {
  return Float32Array.from({ length: steps * features }, (_, at) => {
    const [time, feature] = [Math.floor(at / features), at % features];
    const pair = 2 * Math.floor(feature / 2);
    const angle = time / maxWavelength ** (pair / features);
    return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

export interface Rotation {
  /** Steps that the slowest pair takes for a whole turn, over 2π. */
  readonly maxWavelength: number;
  /** What times are divided by. */
  readonly scale: number;
  readonly timeAxis: number;
}

/**
 * Turns the first half of the features against the second, by an angle that grows with time.
 * @param x the last axis are the features, their number even
 * @source Su et al. 2021, arXiv:2104.09864; KerasHub `RotaryEmbedding`
 */
export function rotated(x: Value, { maxWavelength, scale, timeAxis }: Rotation): Value {
  const { graph, shape } = x;
  const last = shape.length - 1;
  const features = shape[last] ?? 2;
  const pairs = features / 2;
  const time = shape[timeAxis] ?? 1;
  const sizes = shape.map((size, axis) => (axis === timeAxis || axis === last ? size : 1));
  const table = (compute: (angle: number) => number): Value => {
    const values = Float32Array.from({ length: time * features }, (_, at) => {
      const pair = at % pairs;
      return compute(Math.floor(at / features) / scale / maxWavelength ** (pair / pairs));
    });
    return graph.constant(values, 'float32', sizes);
  };
  const [first, second] = split(x, last, [pairs, pairs]);
  if (first === undefined || second === undefined) throw new Error('Two halves were cut');
  const crossed = concatenate([negate(second), first], last);
  return add(multiply(x, table(Math.cos)), multiply(crossed, table(Math.sin)));
}
