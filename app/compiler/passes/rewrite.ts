import { type AnyNode, Graph, type Value } from '../graph.ts';

/**
 * Values that stand in for a node's outputs, built from its rewritten inputs; null keeps the node.
 * Attributes and output types are read off the old node. Outputs that nobody reads may be undefined.
 */
export type RewriteRule = (
  node: AnyNode,
  inputs: readonly Value[],
  target: Graph,
) => readonly (Value | undefined)[] | null;

/**
 * A graph with the same inputs and outputs, each node copied or replaced as the rule says.
 * Nodes that no output depends on are left out; inputs stay, they are the graph's signature.
 */
export function rewrite(source: Pick<Graph, 'nodes' | 'outputs'>, rule: RewriteRule): Graph {
  const target = new Graph();
  const moved = new Map<Value, Value>();
  const follow = (value: Value): Value => {
    const copy = moved.get(value);
    if (copy === undefined) throw new Error(`${value.node.op} is used before it is computed`);
    return copy;
  };
  const live = liveNodes(source);
  for (const node of source.nodes) {
    if (!live.has(node) && node.op !== 'input') continue;
    const inputs = node.inputs.map(follow);
    const outputs = target.within(
      node.scope,
      () => rule(node, inputs, target) ?? copyNode(node, inputs, target),
    );
    node.outputs.forEach((value, output) => {
      const copy = outputs[output];
      if (copy !== undefined) moved.set(value, copy);
    });
  }
  for (const [name, value] of source.outputs) target.outputs.set(name, follow(value));
  return target;
}

export function liveNodes(graph: Pick<Graph, 'nodes' | 'outputs'>): ReadonlySet<AnyNode> {
  const live = new Set<AnyNode>();
  const pending = [...graph.outputs.values()];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (live.has(value.node)) continue;
    live.add(value.node);
    pending.push(...value.node.inputs);
  }
  return live;
}

export function copyNode(node: AnyNode, inputs: readonly Value[], target: Graph): readonly Value[] {
  if (node.op === 'input') {
    const { name, ...order } = node.attributes;
    return node.outputs.map(({ dtype, shape }) => target.input(name, dtype, shape, order));
  }
  return target.append(node.op, inputs, node.attributes, node.outputs);
}
