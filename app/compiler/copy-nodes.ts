import type { AnyNode, Graph, Value } from './graph.ts';

/**
 * Appends copies of nodes to another graph.
 * @param copies what stands for values there already; every other copy is added
 */
export function copyNodes(
  nodes: readonly AnyNode[],
  target: Graph,
  copies: Map<Value, Value>,
): void {
  for (const node of nodes) {
    if (node.outputs.every((value) => copies.has(value))) continue;
    if (node.op === 'input') {
      for (const value of node.outputs) {
        copies.set(value, target.input(node.attributes.name, value.dtype, value.shape));
      }
      continue;
    }
    const inputs = node.inputs.map((value) => copyOf(value, copies));
    const outputs = target.append(node.op, inputs, node.attributes, node.outputs, node.scope);
    node.outputs.forEach((value, place) => {
      const copy = outputs[place];
      if (copy !== undefined) copies.set(value, copy);
    });
  }
}

/** What stands for a value, which must have been copied. */
export function copyOf(value: Value, copies: ReadonlyMap<Value, Value>): Value {
  const copy = copies.get(value);
  if (copy === undefined) throw new Error(`${value.node.op} was not copied`);
  return copy;
}
