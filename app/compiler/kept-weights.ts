import type { Graph, Value } from './graph.ts';
import { followed, type Statistic } from './lower/statistic.ts';
import { type ModelWeight, stateTensor, type WeightValues } from './model-weights.ts';
import { packFlat } from './weight-blocks.ts';
import type { NextState } from './weight-update.ts';

/**
 * What no gradient moves: weights that are frozen, and moving statistics. Those that the step only
 * moves on are carried and moved as one vector for each momentum: two for each of a network's many
 * normalisations would be six nodes each.
 */
export class KeptWeights implements WeightValues {
  readonly #graph: Graph;
  readonly #weights: readonly ModelWeight[];
  readonly #read = new Map<string, Value>();

  constructor(graph: Graph, weights: readonly ModelWeight[]) {
    this.#graph = graph;
    this.#weights = weights;
  }

  /** A weight by itself, for who reads it. */
  get(name: string): Value | undefined {
    const known = this.#read.get(name);
    const weight = this.#weights.find((each) => each.name === name);
    if (known !== undefined || weight === undefined) return known;
    const value = this.#graph.input(name, 'float32', weight.shape);
    this.#read.set(name, value);
    return value;
  }

  /** All of them after a step. */
  next(statistics: ReadonlyMap<string, Statistic>): readonly NextState[] {
    const alone: NextState[] = [];
    const groups = new Map<number, { weight: ModelWeight; statistic: Statistic }[]>();
    for (const weight of this.#weights) {
      const statistic = statistics.get(weight.name);
      if (statistic === undefined || this.#read.has(weight.name)) {
        const before = this.get(weight.name);
        if (before === undefined) throw new Error(`No value of ${weight.name}`);
        const tensor = { name: weight.name, parts: [stateTensor(weight)] };
        alone.push([tensor, statistic === undefined ? before : followed(before, statistic)]);
      } else {
        const { momentum } = statistic;
        groups.set(momentum, [...(groups.get(momentum) ?? []), { weight, statistic }]);
      }
    }
    const joined = [...groups].map(([momentum, group], place): NextState => {
      const now = packFlat(group.map(({ statistic }) => statistic.now));
      const name = `@moving-${place}`;
      const before = this.#graph.input(name, 'float32', now.shape);
      const parts = group.map(({ weight }) => stateTensor(weight));
      return [{ name, parts }, followed(before, { now, momentum })];
    });
    return [...alone, ...joined];
  }
}
