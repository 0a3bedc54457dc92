import type { Value } from '../graph.ts';
import { convolutionInputGradient } from '../operators/convolution.ts';
import { multiply } from '../operators/elementwise.ts';
import { fourSizes } from '../operators/linear.ts';
import { reshape } from '../operators/movement.ts';
import { averagePool, upsample } from '../operators/pooling.ts';
import type { Operators, Pair } from '../operators/vocabulary.ts';
import { type GradientTable, inputOf } from './rule.ts';

type Pool = Operators['averagePool'];

/** Whether every cell of the image lies in exactly one window. */
function areTiles({ window, strides, padding }: Pool, dy: Value, x: Value): boolean {
  const [, , rows, columns] = fourSizes(dy);
  const [, , height, width] = fourSizes(x);
  return (
    window[0] === strides[0] &&
    window[1] === strides[1] &&
    padding.every((size) => size === 0) &&
    rows * window[0] === height &&
    columns * window[1] === width
  );
}

/** Cells of each window along one axis that are no padding. */
function cellsAlong(
  { window, strides, padding }: Pool,
  [size, count]: Pair,
  axis: 0 | 1,
): readonly number[] {
  return Array.from({ length: count }, (_, place) => {
    const first = place * strides[axis] - padding[axis];
    return Math.min(first + window[axis], size) - Math.max(first, 0);
  });
}

/** What a window's every cell has of its gradient: one part of as many as there are cells. */
function shares(dy: Value, x: Value, pool: Pool): Value {
  const [, , rows, columns] = fourSizes(dy);
  const [, , height, width] = fourSizes(x);
  const down = cellsAlong(pool, [height, rows], 0);
  const right = cellsAlong(pool, [width, columns], 1);
  const parts = down.flatMap((a) => right.map((b) => 1 / (a * b)));
  return multiply(dy, dy.graph.constant(parts, 'float32', [1, 1, rows, columns]));
}

export const poolingGradients = {
  averagePool: (node, dy) => {
    const x = inputOf(node, 0);
    const pool = node.attributes;
    const [down, right] = pool.window;
    if (areTiles(pool, dy, x)) return [upsample(multiply(dy, 1 / (down * right)), pool.window)];
    // Every channel is an image by itself, on which the window lays its share.
    const alone = (shape: readonly number[]) => {
      const [batch = 1, channels = 1, ...sizes] = shape;
      return [batch * channels, 1, ...sizes];
    };
    const ones = dy.graph.constant(new Float32Array(down * right).fill(1), 'float32', [
      1,
      1,
      down,
      right,
    ]);
    const spread = convolutionInputGradient(
      reshape(shares(dy, x, pool), alone(dy.shape)),
      ones,
      alone(x.shape),
      { strides: pool.strides, padding: pool.padding, dilations: [1, 1], groups: 1 },
    );
    return [reshape(spread, x.shape)];
  },
  upsample: (node, dy) => {
    const { factors } = node.attributes;
    const means = averagePool(dy, { window: factors, strides: factors, padding: [0, 0, 0, 0] });
    return [multiply(means, factors[0] * factors[1])];
  },
} satisfies Partial<GradientTable>;
