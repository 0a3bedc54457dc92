import type { Value } from '../graph.ts';
import { add, multiply, negate } from '../operators/elementwise.ts';
import { concatenate, split } from '../operators/movement.ts';

/**
 * Angles by which pairs of features turn from step to step: `time / (wavelength^(2i / features))`.
 * @returns [steps, features / 2], row-major
 */
function angles(
  steps: number,
  pairs: number,
  maxWavelength: number,
  scale: number,
): readonly number[] {
  return Array.from({ length: steps * pairs }, (_, at) => {
    const [time, pair] = [Math.floor(at / pairs), at % pairs];
    return time / scale / maxWavelength ** (pair / pairs);
  });
}

/**
 * Turns the first half of the features against the second, by an angle that grows with time.
 * @param x     [time, …, features], the number of features even
 * @param scale what times are divided by
 * @source Su et al. 2021, arXiv:2104.09864; KerasHub `RotaryEmbedding`
 */
export function rotated(x: Value, maxWavelength: number, scale: number): Value {
  const { graph, shape } = x;
  const [time = 1] = shape;
  const pairs = (shape.at(-1) ?? 2) / 2;
  const turns = angles(time, pairs, maxWavelength, scale);
  const along = [time, ...shape.slice(1, -1).map(() => 1), 2 * pairs];
  const table = (compute: (angle: number) => number) => {
    const rows = Float32Array.from({ length: time * 2 * pairs }, (_, at) =>
      compute(turns[Math.floor(at / (2 * pairs)) * pairs + (at % pairs)] ?? 0),
    );
    return graph.constant(rows, 'float32', along);
  };
  const [first, second] = split(x, shape.length - 1, [pairs, pairs]);
  if (first === undefined || second === undefined) throw new Error('Two halves were cut');
  const crossed = concatenate([negate(second), first], shape.length - 1);
  return add(multiply(x, table(Math.cos)), multiply(crossed, table(Math.sin)));
}
