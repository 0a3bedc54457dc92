import type { Graph, Value } from '../graph.ts';
import type { WeightValues } from '../model-weights.ts';
import { NEXT } from '../onnx/edges.ts';
import { add, multiply } from '../operators/elementwise.ts';

/** How a moving statistic goes on: `momentum` of what it was, the rest of what a batch has. */
export interface Statistic {
  readonly now: Value;
  readonly momentum: number;
}

/** A statistic after a step. */
export const followed = (before: Value, { now, momentum }: Statistic): Value =>
  add(multiply(before, momentum), multiply(now, 1 - momentum));

/** Gives statistics after a step as outputs `<name>:next`, each by itself. */
export function giveFollowed(
  graph: Graph,
  statistics: ReadonlyMap<string, Statistic>,
  values: WeightValues,
): void {
  for (const [name, statistic] of statistics) {
    const before = values.get(name);
    if (before === undefined) throw new Error(`No value of ${name}`);
    graph.outputs.set(name + NEXT, followed(before, statistic));
  }
}
