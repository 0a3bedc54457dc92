import { type RandomStream, randomStream } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { Graph, type Value } from '../graph.ts';
import { scatteredValues } from './scattered-values.ts';

/** Sizes, attributes and values of a case, all decided by a seed. */
export class Draw {
  readonly graph = new Graph();
  readonly feeds: Record<string, Float32Array> = {};
  readonly #numbers: RandomStream;

  constructor(seed: number) {
    this.#numbers = randomStream(seed, 'case');
  }

  /** A whole number in low … high. */
  between(low: number, high: number): number {
    return low + this.#numbers.nextBelow(high - low + 1);
  }

  /** `rank` sizes of 1 to 4. */
  shape(rank = this.between(1, 3)): Shape {
    return Array.from({ length: rank }, () => this.between(1, 4));
  }

  /** An input with scattered values. */
  input(shape: Shape, low = -2, high = 2): Value {
    const name = `x${Object.keys(this.feeds).length}`;
    this.feeds[name] = scatteredValues(this.#numbers, elementCount(shape), low, high);
    return this.graph.input(name, 'float32', shape);
  }
}

/** Builds an operator on inputs that the draw decides. */
export type Build = (draw: Draw) => Value;
