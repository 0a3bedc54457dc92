import type { RandomStream } from '../../app/random.ts';
import { elementCount } from '../../app/shape.ts';
import type { LayerCase, MadeUpValues } from './case-models.ts';
import type { PeerTensor } from './peer-process.ts';

/** [rows] weights, some of them none. */
export function madeUpWeights(rows: number, random: RandomStream): PeerTensor {
  const data = Float32Array.from({ length: rows }, () =>
    Math.max(0, 2 * random.nextFloat() - 0.25),
  );
  return { shape: [rows], data };
}

/** [rows] classes or numbers, or [rows, …values] */
export function madeUpTargets(
  { classes, values = { shape: [], kind: 'signed' } }: LayerCase,
  rows: number,
  random: RandomStream,
): PeerTensor {
  if (classes > 0) {
    return {
      shape: [rows],
      data: Int32Array.from({ length: rows }, () => random.nextBelow(classes)),
    };
  }
  const each = Array.from({ length: rows }, () => numbers(values, random));
  return { shape: [rows, ...values.shape], data: Float32Array.from(each.flat()) };
}

function numbers({ shape, kind }: MadeUpValues, random: RandomStream): readonly number[] {
  const drawn = Array.from({ length: elementCount(shape) }, () => random.nextFloat());
  switch (kind) {
    case 'signed':
      return drawn.map((value) => 2 * value - 1);
    case 'unit':
      return drawn;
    case 'bits':
      return drawn.map(Math.round);
    case 'shares': {
      const sum = drawn.reduce((total, value) => total + value, 0);
      return drawn.map((value) => value / sum);
    }
  }
}
