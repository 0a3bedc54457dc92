import { randomStream, uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { betaNumbers } from '../beta-numbers.ts';
import type { Graph, Value } from '../graph.ts';
import { normalNumbers } from '../normal-numbers.ts';
import { poolWindow } from '../operators/random.ts';

/** Places a window can start at, at the least; neighbouring steps see windows far apart. */
const PLACES = 2 ** 18;

/** Of the symmetric beta distribution by its alpha: `beta 0.2`. */
export type Distribution = 'uniform' | 'normal' | `beta ${number}`;

/** Fewer, as they are drawn one for each sample and take longer. */
const BETA_PLACES = 2 ** 16;

/** Makes the numbers of a pool; who only counts operations need not draw any. */
export type DrawPool = (seed: number, size: number, distribution: Distribution) => Float32Array;

const drawNumbers: DrawPool = (seed, size, distribution) => {
  if (distribution === 'uniform') return uniformFloats(seed, 'pool', size);
  const stream = randomStream(seed, `pool/${distribution}`);
  if (distribution === 'normal') return new Float32Array(size).map(normalNumbers(stream));
  const alpha = Number(distribution.slice('beta '.length));
  return new Float32Array(size).map(betaNumbers(stream, alpha));
};

/** Draws each pool once, for several graphs of one run. */
export function sharedPools(): DrawPool {
  const drawn = new Map<string, Float32Array>();
  return (seed, size, distribution) => {
    const key = `${seed} ${size} ${distribution}`;
    const numbers = drawn.get(key) ?? drawNumbers(seed, size, distribution);
    drawn.set(key, numbers);
    return numbers;
  };
}

/**
 * Random numbers inside the graph, without random operators: every provider gives the same, and a
 * resumed run goes on where it was. A fixed pool is read at offsets that depend on step and layer.
 */
export class RandomPool {
  readonly #graph: Graph;
  readonly #seed: number;
  readonly #step: Value;
  readonly #draw: DrawPool;
  readonly #pools = new Map<string, Value>();

  constructor(graph: Graph, seed: number, step: Value, draw: DrawPool = drawNumbers) {
    this.#graph = graph;
    this.#seed = seed;
    this.#step = step;
    this.#draw = draw;
  }

  /** Numbers in [0, 1) of the given shape; `stream` names who draws, e.g. a layer. */
  uniformNumbers(stream: string, shape: Shape): Value {
    return this.#window('uniform', stream, shape);
  }

  /** Normal numbers of mean 0 and deviation 1. */
  normalNumbers(stream: string, shape: Shape): Value {
    return this.#window('normal', stream, shape);
  }

  /** Numbers in [0, 1] of the symmetric beta distribution. */
  betaNumbers(stream: string, shape: Shape, alpha: number): Value {
    return this.#window(`beta ${alpha}`, stream, shape);
  }

  #window(distribution: Distribution, stream: string, shape: Shape): Value {
    const numbers = randomStream(this.#seed, `offsets/${stream}`);
    const pool = this.#pool(distribution, elementCount(shape));
    // Below 2²⁰, so that step × multiplier is exact in float64 for any step below 2³³.
    const multiplier = numbers.nextBelow(2 ** 20) | 1;
    return poolWindow(pool, this.#step, shape, {
      multiplier,
      increment: numbers.nextBelow(2 ** 20),
    });
  }

  /** Pools come in powers of two, so that layers of like size share one. */
  #pool(distribution: Distribution, count: number): Value {
    const isPlain = distribution === 'uniform' || distribution === 'normal';
    const size = 2 ** Math.ceil(Math.log2(count + (isPlain ? PLACES : BETA_PLACES)));
    const key = `${distribution} ${size}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const numbers = this.#draw(this.#seed, size, distribution);
    const pool = this.#graph.constant(numbers, 'float32', [size]);
    this.#pools.set(key, pool);
    return pool;
  }
}
