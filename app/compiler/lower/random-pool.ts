import { randomStream, uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import type { Graph, Value } from '../graph.ts';
import { poolWindow } from '../operators/random.ts';

/** Places a window can start at, at the least; neighbouring steps see windows far apart. */
const PLACES = 2 ** 18;

/** Makes the numbers of a pool; who only counts operations need not draw any. */
export type DrawPool = (seed: number, size: number) => Float32Array;

const drawUniform: DrawPool = (seed, size) => uniformFloats(seed, 'pool', size);

/**
 * Random numbers inside the graph, without random operators: every provider gives the same, and a
 * resumed run goes on where it was. A fixed pool is read at offsets that depend on step and layer.
 */
export class RandomPool {
  readonly #graph: Graph;
  readonly #seed: number;
  readonly #step: Value;
  readonly #draw: DrawPool;
  readonly #pools = new Map<number, Value>();

  constructor(graph: Graph, seed: number, step: Value, draw: DrawPool = drawUniform) {
    this.#graph = graph;
    this.#seed = seed;
    this.#step = step;
    this.#draw = draw;
  }

  /** Numbers in [0, 1) of the given shape; `stream` names who draws, e.g. a layer. */
  uniformNumbers(stream: string, shape: Shape): Value {
    const numbers = randomStream(this.#seed, `offsets/${stream}`);
    const pool = this.#pool(elementCount(shape));
    // Below 2²⁰, so that step × multiplier is exact in float64 for any step below 2³³.
    const multiplier = numbers.nextBelow(2 ** 20) | 1;
    return poolWindow(pool, this.#step, shape, {
      multiplier,
      increment: numbers.nextBelow(2 ** 20),
    });
  }

  /** Pools come in powers of two, so that layers of like size share one. */
  #pool(count: number): Value {
    const size = 2 ** Math.ceil(Math.log2(count + PLACES));
    const known = this.#pools.get(size);
    if (known !== undefined) return known;
    const pool = this.#graph.constant(this.#draw(this.#seed, size), 'float32', [size]);
    this.#pools.set(size, pool);
    return pool;
  }
}
