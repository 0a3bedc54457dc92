import type { Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import type { Pair } from '../operators/attributes.ts';
import { convolutionInputGradient } from '../operators/convolution.ts';
import { multiply } from '../operators/elementwise.ts';
import { fourSizes } from '../operators/linear.ts';
import { reshape } from '../operators/movement.ts';
import { pad } from '../operators/padding.ts';
import { averagePool, upsample } from '../operators/pooling.ts';
import type { Operators } from '../operators/vocabulary.ts';
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
  if (pool.padding.every((size) => size === 0)) {
    return multiply(dy, 1 / (pool.window[0] * pool.window[1]));
  }
  const [, , rows, columns] = fourSizes(dy);
  const [, , height, width] = fourSizes(x);
  const down = cellsAlong(pool, [height, rows], 0);
  const right = cellsAlong(pool, [width, columns], 1);
  const parts = down.flatMap((a) => right.map((b) => 1 / (a * b)));
  return multiply(dy, dy.graph.constant(parts, 'float32', [1, 1, rows, columns]));
}

/**
 * Windows one step apart spread their shares like a pool that slides over them the other way round,
 * which takes a quarter of the time of the general way (ONNX Runtime 1.30, window 3).
 */
function spreadByPool(portions: Value, { window, padding }: Pool): Value {
  const [top, left, bottom, right] = padding;
  const around = (down: number, across: number) => [
    0,
    0,
    window[0] - 1 - down,
    window[1] - 1 - across,
  ];
  const means = averagePool(pad(portions, around(top, left), around(bottom, right)), {
    window,
    strides: [1, 1],
    padding: [0, 0, 0, 0],
  });
  return multiply(means, window[0] * window[1]);
}

/** Every channel as an image by itself, on which each window lays its share. */
function spreadByWindow(portions: Value, { window, strides, padding }: Pool, shape: Shape): Value {
  const alone = ([batch = 1, channels = 1, ...sizes]: Shape) => [batch * channels, 1, ...sizes];
  const ones = new Float32Array(window[0] * window[1]).fill(1);
  const spread = convolutionInputGradient(
    reshape(portions, alone(portions.shape)),
    portions.graph.constant(ones, 'float32', [1, 1, ...window]),
    alone(shape),
    { strides, padding, dilations: [1, 1], groups: 1 },
  );
  return reshape(spread, shape);
}

export const poolingGradients = {
  averagePool: (node, dy) => {
    const pool = node.attributes;
    const x = inputOf(node, 0);
    const portions = shares(dy, x, pool);
    if (areTiles(pool, dy, x)) return [upsample(portions, pool.window)];
    const isDense = pool.strides.every((stride) => stride === 1);
    return [isDense ? spreadByPool(portions, pool) : spreadByWindow(portions, pool, x.shape)];
  },
  upsample: (node, dy) => {
    const { factors } = node.attributes;
    const means = averagePool(dy, { window: factors, strides: factors, padding: [0, 0, 0, 0] });
    return [multiply(means, factors[0] * factors[1])];
  },
} satisfies Partial<GradientTable>;
