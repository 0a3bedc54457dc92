import { elementCount, sameShape } from '../../shape.ts';
import type { AnyNode, Graph, Value } from '../graph.ts';

/** A tensor times one number, if the value is that. */
export function scaled({
  node,
  shape,
}: Value): { readonly x: Value; readonly factor: Value } | null {
  if (node.op !== 'multiply') return null;
  const [left, right] = node.inputs;
  if (left === undefined || right === undefined) return null;
  if (elementCount(right.shape) === 1 && sameShape(left.shape, shape)) {
    return { x: left, factor: right };
  }
  return elementCount(left.shape) === 1 && sameShape(right.shape, shape)
    ? { x: right, factor: left }
    : null;
}

/** How often each value is read, outputs of the graph included. */
export function useCounts(graph: Graph): ReadonlyMap<Value | undefined, number> {
  const counts = new Map<Value | undefined, number>();
  const read = [...graph.nodes.flatMap(({ inputs }: AnyNode) => inputs), ...graph.outputs.values()];
  for (const value of read) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
