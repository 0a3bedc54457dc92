import type { AnyNode, Graph, Value } from '../graph.ts';

/** The nodes that read each value, in the order of the graph. */
export type Users = ReadonlyMap<Value, readonly AnyNode[]>;

export function usersOf(graph: Graph): Users {
  const users = new Map<Value, AnyNode[]>();
  for (const node of graph.nodes) {
    for (const input of new Set(node.inputs)) {
      const known = users.get(input);
      if (known === undefined) users.set(input, [node]);
      else known.push(node);
    }
  }
  return users;
}
